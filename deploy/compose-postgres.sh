#!/bin/sh
# Runs once, when the database is new. Creates the role of the servers. It may read and write the rows of all tables that
# provision makes, and nothing else.
set -eu
psql --set ON_ERROR_STOP=1 --set password="$(cat /run/secrets/postgres-server-password)" \
    --username "$POSTGRES_USER" --dbname "$POSTGRES_USER" <<'SQL'
CREATE ROLE darkroom_server LOGIN PASSWORD :'password';
ALTER DEFAULT PRIVILEGES GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO darkroom_server;
SQL
