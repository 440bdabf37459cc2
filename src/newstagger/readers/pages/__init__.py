"""Pages of news sites, saved or pasted: the article found among menus, links and teasers, and what the page says about it."""
