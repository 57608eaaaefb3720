-- +goose Up
-- Parts that were accepted before they had a limit of their own held the one of the
-- answer, which is over. They have seven days from then, as a review's report has by
-- default; no timer, so that they are shown as late and make no task.
UPDATE contributions SET due_at = changed_at + 604800000 WHERE state = 'accepted';

-- +goose Down
SELECT 1;
