"""The published rules once more in plain Python, written from the descriptions alone."""

POSITIVE = {
    "fav": 0.5,
    "retweet": 1.0,
    "reply": 13.5,
    "good_profile_click": 12.0,
    "video_playback50": 0.005,
    "reply_engaged_by_author": 75.0,
    "good_click": 11.0,
    "good_click_v2": 10.0,
}
NEGATIVE = {"negative_feedback_v2": -74.0, "report": -369.0}


def plain_sum(given):
    seen = dict(given)
    seen["good_click"] = max(given.get("good_click", 0), given.get("good_click_v2", 0))
    return sum(weight * seen.get(name, 0) for name, weight in (POSITIVE | NEGATIVE).items())


def plain_score(given):
    total = plain_sum(given)
    if total >= 0:
        return total + 0.001
    above, below = sum(POSITIVE.values()), -sum(NEGATIVE.values())
    return (total + below) / (above + below) * 0.001


def plain_factor(post, earlier, complaints):
    """The product of factors of ``post`` with ``earlier`` better posts of its author."""
    factor = 0.75 * 0.5**earlier + 0.25
    if post["reply"]:
        factor *= 0.75
    if not post["reply"] and not post["repost"]:
        if post["blue"]:
            factor *= 4 if post["in_network"] else 2
        if post["creator"]:
            factor *= 1.1 if post["in_network"] else 1.3
    days = complaints.get(post["original_author"])
    if days is not None and days < 154:
        factor *= (days - 14) // 1 / 35 * 0.2 + 0.2
    return factor


def plain_feed(posts, complaints):
    """The scores of scored posts by number, and the numbers of the posts shown, in their order.

    Parameters
    ----------
    posts
        Dictionaries with a ``number``; ``early`` and ``late`` say whether a filter before or
        after the scoring drops the post.
    complaints
        Days since the reader asked to see fewer posts, by original author.
    """
    scored = []
    for post in posts:
        days = complaints.get(post["original_author"])
        if not post["early"] and (days is None or days >= 14):
            scored.append(post)
    scores = {}
    by_author = {}
    for post in sorted(scored, key=lambda post: -post["score"]):
        better = by_author.setdefault(post["author"], [])
        scores[post["number"]] = post["score"] * plain_factor(post, len(better), complaints)
        better.append(post)

    inside, best = [], {}
    for post in scored:
        if post["late"]:
            continue
        key = (post["author"], post["source"])
        if post["in_network"]:
            inside.append(post)
        elif key not in best or scores[post["number"]] > scores[best[key]["number"]]:
            best[key] = post
    outside = sorted(best.values(), key=lambda post: post["number"])
    in_order = sorted(inside + outside, key=lambda post: -scores[post["number"]])
    return scores, plain_caps(in_order)


def plain_caps(in_order):
    """The numbers of what is left of sorted posts: at most 60, 60 and 50."""
    inside = outside = filled = 0
    shown = []
    for post in in_order:
        if post["in_network"] and not post["backfill"]:
            inside += 1
            if inside > 60:
                continue
        if not post["in_network"]:
            outside += 1
            if outside > 60:
                continue
        if post["backfill"]:
            filled += 1
            if filled > 50:
                continue
        shown.append(post["number"])
    return shown
