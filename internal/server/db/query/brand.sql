-- name: PutLogo :exec
INSERT INTO logos (sha256, png, size, width, height, kept_at) VALUES (@sha256, @png, @size, @width, @height, @kept_at)
ON CONFLICT (sha256) DO UPDATE SET kept_at = excluded.kept_at;

-- name: GetLogo :one
SELECT * FROM logos WHERE sha256 = @sha256;

-- name: GetLogoSize :one
-- What a letter's head says of it, without the picture.
SELECT sha256, size, width, height FROM logos WHERE sha256 = @sha256;

-- name: DropLogos :exec
-- Those that no version of the service's name has, and nobody sent since.
DELETE FROM logos WHERE kept_at < @before AND NOT EXISTS (
  SELECT 1 FROM register_versions v WHERE v.name = 'brand' AND v.body LIKE '%' || logos.sha256 || '%');
