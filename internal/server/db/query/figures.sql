-- name: FigureReleases :many
-- First opinions by the week after a time, and the whole days that they took: how
-- many, and how many of them late.
SELECT CAST((o.released_at - @after) / 604800000 AS BIGINT) AS week, CAST((o.released_at - c.clock_started) / 86400000 AS BIGINT) AS days,
  COUNT(*) AS cases, CAST(SUM(CASE WHEN c.breached THEN 1 ELSE 0 END) AS BIGINT) AS late
FROM opinions o JOIN cases c ON c.id = o.case_id
WHERE o.released_at >= @after AND o.version = 1 AND c.clock_started > 0 AND c.erased_at = 0
GROUP BY 1, 2 ORDER BY 1, 2;

-- name: FigureStages :many
-- Open cases by stage, of which the two steps of approval are one, and how many are
-- past their limit.
SELECT CAST(CASE WHEN state = 'signed-draft' THEN 'approval' ELSE state END AS TEXT) AS stage, COUNT(*) AS cases, CAST(SUM(CASE WHEN clock_started > 0 AND due_at > 0 AND due_at < @now THEN 1 ELSE 0 END) AS BIGINT) AS late
FROM cases WHERE erased_at = 0
  AND state IN ('registered', 'awaiting-physician', 'preparing', 'awaiting-materials', 'intake-review', 'triage', 'offered', 'in-review', 'signed-draft', 'approval', 'on-hold')
GROUP BY 1 ORDER BY 1;

-- name: FigureReasons :many
-- In how many cases an event had which reason.
SELECT a.reason, COUNT(DISTINCT a.chain) AS cases FROM audit a JOIN cases c ON c.id = a.chain
WHERE a.event = @event AND a.server_time >= @after AND c.erased_at = 0 GROUP BY a.reason ORDER BY 2 DESC, 1;

-- name: FigureOutcomes :many
-- What opinions that hold came to (R47).
SELECT o.diagnosis, o.plan, COUNT(*) AS cases FROM opinions o JOIN cases c ON c.id = o.case_id
WHERE o.released_at >= @after AND o.superseded_at = 0 AND o.kind <> 'addendum' AND c.erased_at = 0 AND o.diagnosis <> '' AND o.plan <> ''
GROUP BY o.diagnosis, o.plan ORDER BY o.diagnosis, o.plan;

-- name: FigureUnread :many
-- Released opinions that nobody opened, by whole days since.
SELECT CAST((@now - o.released_at) / 86400000 AS BIGINT) AS days, COUNT(*) AS cases
FROM cases c JOIN opinions o ON o.case_id = c.id AND o.version = 1
WHERE c.state = 'released' AND c.erased_at = 0 AND o.released_at > 0 GROUP BY 1 ORDER BY 1;

-- name: FigureReadings :many
-- Reviews that are not done, by kind, and how many of them of cases past their limit.
SELECT v.kind, COUNT(*) AS cases, CAST(SUM(CASE WHEN c.clock_started > 0 AND c.due_at > 0 AND c.due_at < @now THEN 1 ELSE 0 END) AS BIGINT) AS late
FROM overreads v JOIN cases c ON c.id = v.case_id
WHERE v.state IN ('ordered', 'assigned') AND c.erased_at = 0
  AND c.state IN ('triage', 'offered', 'in-review', 'signed-draft', 'approval', 'on-hold')
GROUP BY v.kind ORDER BY v.kind;

-- name: FigureReleasedCases :many
SELECT c.id, c.reference, c.state FROM opinions o JOIN cases c ON c.id = o.case_id
WHERE o.released_at >= @after AND o.released_at < @before AND o.version = 1 AND c.clock_started > 0 AND c.erased_at = 0
  AND (c.breached OR CAST(@late AS BIGINT) = 0) ORDER BY o.released_at DESC, c.id LIMIT 2000;

-- name: FigureReasonCases :many
SELECT DISTINCT c.id, c.reference, c.state FROM audit a JOIN cases c ON c.id = a.chain
WHERE a.event = @event AND a.reason = @reason AND a.server_time >= @after AND c.erased_at = 0 ORDER BY c.reference LIMIT 2000;

-- name: FigureOutcomeCases :many
SELECT c.id, c.reference, c.state FROM opinions o JOIN cases c ON c.id = o.case_id
WHERE o.released_at >= @after AND o.superseded_at = 0 AND o.kind <> 'addendum' AND c.erased_at = 0
  AND (o.diagnosis = @diagnosis OR @diagnosis = '') AND (o.plan = @plan OR @plan = '') AND o.diagnosis <> '' AND o.plan <> '' ORDER BY c.reference LIMIT 2000;

-- name: FigureUnreadCases :many
SELECT c.id, c.reference, c.state FROM cases c JOIN opinions o ON o.case_id = c.id AND o.version = 1
WHERE c.state = 'released' AND c.erased_at = 0 AND o.released_at > @after AND o.released_at <= @before ORDER BY o.released_at, c.id LIMIT 2000;

-- name: FigureReadingCases :many
SELECT c.id, c.reference, c.state FROM overreads v JOIN cases c ON c.id = v.case_id
WHERE v.kind = @kind AND v.state IN ('ordered', 'assigned') AND c.erased_at = 0
  AND (CAST(@late AS BIGINT) = 0 OR c.clock_started > 0 AND c.due_at > 0 AND c.due_at < @now)
  AND c.state IN ('triage', 'offered', 'in-review', 'signed-draft', 'approval', 'on-hold')
ORDER BY v.ordered_at, c.id LIMIT 2000;

-- name: FigureLateCases :many
SELECT id, reference, state FROM cases
WHERE erased_at = 0 AND (state = @stage OR @stage = 'approval' AND state = 'signed-draft') AND clock_started > 0 AND due_at > 0 AND due_at < @now ORDER BY due_at, id LIMIT 2000;
