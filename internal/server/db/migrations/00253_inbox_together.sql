-- +goose Up

-- What came in one go is shown beside each of it.
CREATE INDEX inbox_items_together ON inbox_items (together);

-- +goose Down
DROP INDEX inbox_items_together;
