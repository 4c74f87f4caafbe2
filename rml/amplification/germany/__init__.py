"""Posts of pages with a German party's name in a panel's feeds, before and after cleaning."""
