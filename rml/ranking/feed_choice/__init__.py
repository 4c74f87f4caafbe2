"""One pool of posts, ordered in several ways: what each shows, and what is lost."""
