DELETE FROM sessions WHERE expires_at < now();
DELETE FROM session_data WHERE session_id NOT IN (SELECT id FROM sessions);
