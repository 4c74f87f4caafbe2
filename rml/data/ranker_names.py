"""The names that the published tables of the ranker use: engagements and filters, in order."""

from __future__ import annotations

from typing import Final

ENGAGEMENTS: Final = (
    "fav",
    "retweet",
    "reply",
    "good_profile_click",
    "video_playback50",
    "reply_engaged_by_author",
    "good_click",
    "good_click_v2",
    "negative_feedback_v2",
    "report",
)
"""The ten predicted engagements whose weights were published, in the order of the README."""
FILTERS_BEFORE_SCORING: Final = (
    "RejectTweetFromViewerFilter",
    "RetweetDeduplicationFilter",
    "PreviouslySeenTweetsFilter",
    "PreviouslyServedTweetsFilter",
    "SubscriptionReply",
    "FeedbackFatigueFilter",
)
"""The filters that candidates meet before they are scored ("global"), in their order."""
FILTERS_AFTER_SCORING: Final = (
    "ScoredTweetsSocialContextFilter",
    "OutOfNetworkCompetitorFilter",
    "OutOfNetworkCompetitorURLFilter",
    "DuplicateConversationTweetsFilter",
    "IsSupportAccountReply",
)
"""The filters that scored candidates meet, in their order."""
SELECTORS: Final = (
    "KeepBestOutOfNetworkCandidatePerAuthorPerSuggestType",
    "sort by ScoreFeature descending",
    "cap in-network 60 / out-of-network 60 / backfill 50",
)
"""What picks and sorts after the filters, in its order, as the table of steps words it."""
