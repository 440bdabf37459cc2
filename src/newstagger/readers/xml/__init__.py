"""XML of newsrooms: feeds, NewsML and NITF, and the faults of XML as it is in the world (extra ``xml``)."""
