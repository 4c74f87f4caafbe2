"""The leaning of news outlets, from politicians' links, and of what a panel's feeds showed."""
