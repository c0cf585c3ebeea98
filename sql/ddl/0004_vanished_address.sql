-- Addresses at which a portal once gave a document and now says that there is none. Written whole by each night.
CREATE TABLE etl.vanished_address (url VARCHAR, source VARCHAR, vanished_at TIMESTAMP);
