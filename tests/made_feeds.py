"""Made feeds in the form of the audit of six accounts' feeds: impressions, and posts."""

from __future__ import annotations


def feed_rows(posts, *, feed, account, at):
    """Return the impressions of one feed that shows some posts in their order, a dict each."""
    return [
        {
            "feed": feed,
            "account": account,
            "viewed_at": at,
            "rank": rank,
            "page": post.page,
            "orientation": post.orientation,
            "post_id": post.post_id,
            "published_at": post.published_at,
        }
        for rank, post in enumerate(posts.itertuples(), start=1)
    ]


def shown_posts(posts, impressions):
    """Return the posts that any feed showed, each with the time at which the first one did."""
    first = impressions.groupby("post_id")["viewed_at"].min().rename("first_shown_at")
    return posts.join(first, on="post_id").dropna(ignore_index=True)
