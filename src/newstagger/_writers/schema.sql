-- The tables of a tagged archive. Text is stored as it is; dates and times are ISO 8601.
CREATE TABLE articles (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL,
  title TEXT,
  published TEXT,
  url TEXT,
  author TEXT,
  source TEXT,
  declared_topics TEXT NOT NULL,  -- a JSON list
  text TEXT NOT NULL,
  warnings TEXT NOT NULL,         -- a JSON list
  duplicate_of TEXT,              -- id of the first article of its run that it repeats, with --duplicates
  suggested TEXT                  -- with --suggest: a JSON list of topics that were not given, as in the record
);
CREATE INDEX articles_by_id ON articles (id);
CREATE INDEX articles_by_date ON articles (published);

CREATE TABLE topics (
  number INTEGER PRIMARY KEY,
  label TEXT NOT NULL UNIQUE
);
CREATE TABLE article_topics (
  article INTEGER NOT NULL REFERENCES articles (number) ON DELETE CASCADE,
  topic INTEGER NOT NULL REFERENCES topics (number),
  score REAL NOT NULL,            -- calibrated probability
  code TEXT,                      -- the topic's code in another vocabulary, such as IPTC's
  evidence TEXT NOT NULL,         -- a JSON list of {"term", "weight"}
  PRIMARY KEY (article, topic)
);
CREATE INDEX article_topics_by_topic ON article_topics (topic);

CREATE TABLE names (
  number INTEGER PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('person', 'organisation', 'place')),
  name TEXT NOT NULL,
  country TEXT                    -- of a place: ISO 3166-1 alpha-2
);
CREATE UNIQUE INDEX names_once ON names (name, kind, ifnull(country, ''));
CREATE TABLE article_names (
  number INTEGER PRIMARY KEY,
  article INTEGER NOT NULL REFERENCES articles (number) ON DELETE CASCADE,
  name INTEGER NOT NULL REFERENCES names (number),
  aliases TEXT NOT NULL,          -- a JSON list: other names used in the article
  titles TEXT NOT NULL            -- a JSON list: « M. », « le président »
);
CREATE INDEX article_names_by_article ON article_names (article, name);
CREATE INDEX article_names_by_name ON article_names (name);
CREATE TABLE mentions (
  number INTEGER PRIMARY KEY,
  article_name INTEGER NOT NULL REFERENCES article_names (number) ON DELETE CASCADE,
  field TEXT NOT NULL CHECK (field IN ('title', 'text')),
  start INTEGER NOT NULL,         -- in Unicode code points, as "end"; "end" is exclusive
  "end" INTEGER NOT NULL,
  text TEXT NOT NULL
);
CREATE INDEX mentions_by_article_name ON mentions (article_name);

CREATE TABLE dates (
  number INTEGER PRIMARY KEY,
  article INTEGER NOT NULL REFERENCES articles (number) ON DELETE CASCADE,
  field TEXT NOT NULL CHECK (field IN ('title', 'text')),
  start INTEGER NOT NULL,
  "end" INTEGER NOT NULL,
  text TEXT NOT NULL,
  type TEXT NOT NULL,
  value TEXT,                     -- TIMEX3
  first_day TEXT,
  last_day TEXT
);
CREATE INDEX dates_by_article ON dates (article);
CREATE INDEX dates_by_day ON dates (first_day, last_day);

-- Search without regard to accents. Datasette finds it by the name of its content.
CREATE VIRTUAL TABLE articles_fts USING fts5 (
  title, text, content="articles", content_rowid="number", tokenize="unicode61 remove_diacritics 2"
);
CREATE TRIGGER articles_found AFTER INSERT ON articles BEGIN
  INSERT INTO articles_fts (rowid, title, text) VALUES (new.number, new.title, new.text);
END;
CREATE TRIGGER articles_forgotten AFTER DELETE ON articles BEGIN
  INSERT INTO articles_fts (articles_fts, rowid, title, text) VALUES ('delete', old.number, old.title, old.text);
END;
CREATE TRIGGER articles_changed AFTER UPDATE OF title, text ON articles BEGIN
  INSERT INTO articles_fts (articles_fts, rowid, title, text) VALUES ('delete', old.number, old.title, old.text);
  INSERT INTO articles_fts (rowid, title, text) VALUES (new.number, new.title, new.text);
END;

CREATE VIEW articles_with_topics AS
SELECT a.number, a.id, a.published, a.title, a.url, a.source,
  (SELECT group_concat(label, '; ') FROM (
     SELECT t.label FROM article_topics x JOIN topics t ON t.number = x.topic
     WHERE x.article = a.number ORDER BY x.score DESC)) AS topics
FROM articles a;
CREATE VIEW articles_with_names AS
SELECT a.number, a.id, a.published, a.title, n.kind, n.name, n.country
FROM articles a JOIN article_names x ON x.article = a.number JOIN names n ON n.number = x.name;
