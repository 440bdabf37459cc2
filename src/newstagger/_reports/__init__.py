"""Pages, pictures and console tables: of one article, of an archive, of an evaluation."""
