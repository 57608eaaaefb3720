-- name: TallyOutcome :exec
-- answers more, or fewer below zero: of one that took back another.
INSERT INTO outcome_tallies (month, about, answer, answers) VALUES (@month, @about, @answer, @answers)
ON CONFLICT (month, about, answer) DO UPDATE SET answers = outcome_tallies.answers + excluded.answers;

-- name: CountOutcomes :many
-- What became of cases, as physicians told since a month ("2026-01"): about is
-- diagnosis or treatment.
SELECT about, answer, CAST(SUM(answers) AS BIGINT) AS answers FROM outcome_tallies WHERE month >= @since GROUP BY about, answer ORDER BY about, answer;

-- name: PutLack :exec
INSERT INTO lacks (case_id, opinion_id, code, words_sealed, person_id, said_at)
VALUES (@case_id, @opinion_id, @code, @words_sealed, @person_id, @said_at)
ON CONFLICT (case_id, opinion_id, code) DO UPDATE SET words_sealed = excluded.words_sealed, person_id = excluded.person_id, said_at = excluded.said_at;

-- name: DropLack :execrows
DELETE FROM lacks WHERE case_id = @case_id AND opinion_id = @opinion_id AND code = @code;

-- name: ListLacks :many
SELECT * FROM lacks WHERE case_id = @case_id ORDER BY said_at, code;

-- name: CountLacks :many
-- In how many cases each was said to have lacked, since a time.
SELECT code, COUNT(DISTINCT case_id) AS cases FROM lacks WHERE said_at >= @since GROUP BY code ORDER BY code;

-- name: DeleteCaseLacks :exec
DELETE FROM lacks WHERE case_id = @case_id;

-- name: InsertArrangement :exec
INSERT INTO arrangements (id, case_id, kind, state, body_sealed, by_id, created_at)
VALUES (@id, @case_id, @kind, @state, @body_sealed, @by_id, @created_at);

-- name: ListArrangements :many
SELECT * FROM arrangements WHERE case_id = @case_id ORDER BY created_at, id;

-- name: DeleteCaseArrangements :exec
DELETE FROM arrangements WHERE case_id = @case_id;
