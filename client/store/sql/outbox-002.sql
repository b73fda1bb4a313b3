-- Whether a command may have reached the server although no answer came: it cannot be taken back as
-- if it had never been typed.
ALTER TABLE entry ADD COLUMN offered INTEGER NOT NULL DEFAULT 0;
