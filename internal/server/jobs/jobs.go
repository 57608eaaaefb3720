// Package jobs runs what a transaction put into its outbox: mail, charges,
// timers, erasing, and what happens every night. River keeps the jobs in the
// server's own database, so a job exists exactly if its transaction committed.
//
// It promises that a job runs at least once, not before it is due, again after
// an error with growing pauses (25 attempts, about three weeks) and then once a
// day until it is done, and again after the process was killed. Nothing is
// dropped but what starts by itself again (Every); Stuck counts what is late. At least once: every worker has to be
// idempotent. What a worker does is for others, who hand it in; errors are
// kept and logged by their kind alone, since a mail server's words may hold an
// address.
//
// On SQLite one process runs the jobs of a database; on PostgreSQL all
// instances do, each job in one of them. What a killed process left running is
// taken over as soon as that is known (instance.go); River by itself would wait
// for Config.RescueAfter.
package jobs

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/riverqueue/river"
	"oso/internal/casefile"
	"oso/internal/errs"
	"oso/internal/server/db"
	"oso/internal/server/trace"
)

// Work does one job. nil means done for good; Later that it is not the time
// yet; any other error means again, after a pause that grows.
type Work func(ctx context.Context, job db.Job) error

// Later is an error that puts a job off without counting an attempt: what it
// needs is not there (no mail server is named), and nothing is wrong with it.
func Later(d time.Duration) error { return later(d) }

type later time.Duration

func (l later) Error() string { return "not before " + time.Duration(l).String() + " from now" }

// Every is a job that the program starts by itself, at the start and then at
// each interval.
type Every struct {
	Kind     string
	Interval time.Duration
	Timeout  time.Duration // zero: Config.Timeout
}

// Config of a Client.
type Config struct {
	DB  *db.DB
	Log *slog.Logger // nil: silent
	// Tracer of what jobs do; nil: nothing is traced.
	Tracer *trace.Tracer
	// Work by kind: letters, digits and hyphens, at least three.
	Work  map[string]Work
	Every []Every
	// Workers at a time; zero means 4. All share the one writing connection.
	Workers int
	// Timeout ends a job's context; zero means one minute.
	Timeout time.Duration
	// RescueAfter is when a job that never came back is run again although this
	// process lives; zero means five minutes. It must be longer than Timeout.
	RescueAfter time.Duration
	// LookAfter is how often an instance on PostgreSQL looks for jobs of others
	// that died; zero means ten seconds.
	LookAfter time.Duration
	// Attempts before a job is tried once a day only; zero means 25.
	Attempts int
	// Poll is how often new jobs are looked for; zero means 250 ms.
	Poll time.Duration
}

// Client enqueues and runs jobs.
type Client struct {
	db    *db.DB
	log   *slog.Logger
	trace *trace.Tracer
	work  map[string]Work
	every map[string]Every // kinds that start by themselves
	river *river.Client[*sql.Tx]
	inst  *instance // on PostgreSQL
}

// New makes a client. Enqueue works at once; nothing runs before Start.
func New(cfg Config) (*Client, error) {
	or := func(d, preset time.Duration) time.Duration {
		if d == 0 {
			return preset
		}
		return d
	}
	c := &Client{db: cfg.DB, log: cfg.Log, trace: cfg.Tracer, work: cfg.Work, every: map[string]Every{}}
	if c.log == nil {
		c.log = silent()
	}
	workers := river.NewWorkers()
	river.AddWorker(workers, &worker{c: c})
	n := cfg.Workers
	if n == 0 {
		n = 4
	}
	var periodic []*river.PeriodicJob
	for _, e := range cfg.Every {
		if _, ok := cfg.Work[e.Kind]; !ok {
			return nil, fmt.Errorf("new jobs client: no worker for %s", e.Kind)
		}
		c.every[e.Kind] = e
		periodic = append(periodic, river.NewPeriodicJob(river.PeriodicInterval(e.Interval), func() (river.JobArgs, *river.InsertOpts) {
			return envelope{Job: e.Kind}, &river.InsertOpts{Tags: []string{e.Kind}}
		}, &river.PeriodicJobOpts{RunOnStart: true}))
	}
	driver, listen, err := driverOf(cfg.DB)
	if err != nil {
		return nil, err
	}
	id := "oso-" + casefile.NewID()
	if cfg.DB.Kind() == db.PostgreSQL {
		c.inst = &instance{db: cfg.DB, log: c.log, id: id, listen: listen, every: or(cfg.LookAfter, 10*time.Second)}
	}
	c.river, err = river.NewClient(driver, &river.Config{
		ID: id,
		// River's own lines carry a job's arguments at debug level only.
		Logger:               slog.New(newRarely(c.log.Handler(), slog.LevelWarn)),
		Queues:               map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: n}},
		Workers:              workers,
		PeriodicJobs:         periodic,
		MaxAttempts:          cfg.Attempts, // zero: River's 25
		JobTimeout:           or(cfg.Timeout, time.Minute),
		RescueStuckJobsAfter: or(cfg.RescueAfter, 5*time.Minute),
		FetchPollInterval:    or(cfg.Poll, 250*time.Millisecond),
	})
	if err != nil {
		return nil, errs.Op(err, "new jobs client")
	}
	return c, nil
}

// Enqueue puts jobs into the outbox, in the caller's transaction. It is the
// db.Enqueue that workflow and others are handed.
func (c *Client) Enqueue(ctx context.Context, tx *sql.Tx, list ...db.Job) error {
	params := make([]river.InsertManyParams, 0, len(list))
	seen := map[[2]string]bool{}
	for _, j := range list {
		if _, ok := c.work[j.Kind]; !ok {
			return fmt.Errorf("enqueue job: no worker for %s", j.Kind)
		}
		opts := &river.InsertOpts{ScheduledAt: j.Due, Tags: []string{j.Kind}, Metadata: carry(ctx, j)}
		if j.Key != "" {
			if seen[[2]string{j.Kind, j.Key}] {
				continue // River refuses a batch that names one job twice
			}
			seen[[2]string{j.Kind, j.Key}] = true
			opts.UniqueOpts = river.UniqueOpts{ByArgs: true}
		}
		params = append(params, river.InsertManyParams{
			Args: envelope{Job: j.Kind, Key: j.Key, CaseID: j.CaseID, Payload: j.Payload}, InsertOpts: opts,
		})
	}
	if len(params) == 0 {
		return nil
	}
	_, err := c.river.InsertManyTx(ctx, tx, params)
	return db.Err(err, "enqueue job")
}

// Start begins to run jobs, those first that a killed process left. It stops
// with Stop; ctx ends it abruptly.
func (c *Client) Start(ctx context.Context) error {
	if c.inst != nil {
		if err := c.inst.begin(ctx); err != nil {
			return err
		}
	} else if err := c.takeOver(ctx); err != nil {
		return err
	}
	return errs.Op(c.river.Start(ctx), "start jobs")
}

// Stop takes no new jobs and waits for those that run until ctx ends.
func (c *Client) Stop(ctx context.Context) error {
	defer c.inst.end()
	err := c.river.Stop(ctx)
	if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) {
		return errs.Op(c.river.StopAndCancel(context.WithoutCancel(ctx)), "stop jobs")
	}
	return errs.Op(err, "stop jobs")
}

// takeOver is for SQLite: it gives jobs that were running when the last process
// died back to the queue, and forgets that process as leader.
func (c *Client) takeOver(ctx context.Context) error {
	return c.db.Tx(ctx, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, "UPDATE river_job SET state = 'available' WHERE state = 'running'"); err != nil {
			return db.Err(err, "take over jobs")
		}
		_, err := tx.ExecContext(ctx, "DELETE FROM river_leader")
		return db.Err(err, "take over jobs")
	})
}

// Stuck counts jobs that failed so often that they are tried once a day only,
// or that an older version dropped. Somebody has to look at the log.
func (c *Client) Stuck(ctx context.Context) (int64, error) {
	var n int64
	err := c.db.Reader().QueryRowContext(ctx, `SELECT COUNT(*) FROM river_job WHERE state = 'discarded'
		OR (state IN ('available', 'running', 'retryable', 'scheduled') AND attempt > 0 AND attempt >= max_attempts - 1)`).Scan(&n)
	return n, db.Err(err, "count stuck jobs")
}

// envelope is the one shape in which all jobs are stored. Job and Key name a
// job that must not be there twice.
type envelope struct {
	Job     string          `json:"job" river:"unique"`
	Key     string          `json:"key" river:"unique"`
	CaseID  string          `json:"case"`
	Payload json.RawMessage `json:"payload,omitempty"`
}

// Kind is River's name for the stored shape: never rename.
func (envelope) Kind() string { return "oso" }

type worker struct {
	river.WorkerDefaults[envelope]
	c *Client
}

// lastPause is how long a job waits that used up its attempts, or has no
// worker in this version.
const lastPause = 24 * time.Hour

// Timeout is River's question for a job's own one; zero: the client's.
func (w *worker) Timeout(j *river.Job[envelope]) time.Duration {
	return w.c.every[j.Args.Job].Timeout
}

func (w *worker) Work(ctx context.Context, j *river.Job[envelope]) error {
	work, ok := w.c.work[j.Args.Job]
	if !ok {
		w.c.log.ErrorContext(ctx, "job has no worker in this version and waits", "job", j.Args.Job)
		return river.JobSnooze(lastPause)
	}
	ctx, span := w.c.trace.Job(ctx, j.Args.Job, carried(j.Metadata), trace.Attempt(j.Attempt))
	err := w.run(ctx, work, db.Job{Kind: j.Args.Job, Key: j.Args.Key, CaseID: j.Args.CaseID, Due: j.ScheduledAt, Payload: j.Args.Payload})
	put, off := later(0), false
	if off = errors.As(err, &put); off {
		span.End(nil) // nothing is wrong with it
	} else {
		span.End(err)
	}
	if err == nil {
		return nil
	}
	if off {
		return river.JobSnooze(time.Duration(put))
	}
	kind := errs.KindOf(err)
	if _, again := w.c.every[j.Args.Job]; j.Attempt >= j.MaxAttempts && !again {
		// River would drop it: a notice, a charge or a timer of somebody's case.
		w.c.log.ErrorContext(ctx, "job did not get done in all its attempts and is tried once a day", "job", j.Args.Job, "kind", string(kind))
		return river.JobSnooze(lastPause)
	}
	w.c.log.WarnContext(ctx, "job did not get done and is tried again", "job", j.Args.Job, "attempt", j.Attempt, "kind", string(kind))
	return errors.New(string(kind))
}

// run does the work. A fault is an error like others: River would drop the job
// at its last attempt.
func (w *worker) run(ctx context.Context, work Work, job db.Job) (err error) {
	defer func() {
		if p := recover(); p != nil {
			w.c.log.ErrorContext(ctx, "job: fault", "job", job.Kind, "fault", fmt.Sprintf("%T", p))
			err = errs.E(errs.Internal, "run job", "")
		}
	}()
	return work(ctx, job)
}
