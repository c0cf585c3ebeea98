-- Views hold no data: they are dropped before migrations, which they would otherwise outlive, and created again after.
DROP SCHEMA IF EXISTS "决算" CASCADE;
DROP SCHEMA IF EXISTS mart CASCADE;
DROP SCHEMA IF EXISTS published CASCADE;
CREATE SCHEMA published;
CREATE SCHEMA mart;
CREATE SCHEMA "决算";
