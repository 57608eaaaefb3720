package server

import (
	"context"
	"crypto/tls"
	"database/sql"
	"log/slog"
	"net"
	"net/http"
	"time"

	"oso/frontend"
	"oso/internal/casefile"
	"oso/internal/errs"
	"oso/internal/server/auth"
	"oso/internal/server/blob"
	"oso/internal/server/chart"
	"oso/internal/server/clinicapi"
	"oso/internal/server/console"
	"oso/internal/server/db"
	"oso/internal/server/inbox"
	"oso/internal/server/jobs"
	"oso/internal/server/principal"
	"oso/internal/server/register"
	"oso/internal/server/trace"
	"oso/internal/server/workflow"
)

// Server is the running service. Make one with Open, then Run it.
type Server struct {
	cfg    Config
	store  *Store
	flow   *workflow.Flow
	jobs   *jobs.Client
	auth   *auth.Auth
	inbox  *inbox.Box
	folder *inbox.Watch // nil: none is watched
	now    func() time.Time
	log    *slog.Logger

	lock    *lock
	pulse   pulse // of the database
	storage pulse
	clinic  net.Listener
	console net.Listener
	watch   net.Listener
	metrics *metrics
	tracer  *trace.Tracer
	reserve *reserve
	tls     doorCertificate
	pin     []byte
	doors   []*door
}

// Open opens everything and listens; nobody is answered before Run.
func Open(ctx context.Context, cfg Config) (_ *Server, err error) {
	if err := cfg.check(); err != nil {
		return nil, err
	}
	s := &Server{cfg: cfg, now: cfg.Now, log: cfg.Log, storage: pulse{fresh: storageFresh}}
	defer func() {
		if err != nil {
			s.Close()
		}
	}()
	at := Places{Dir: cfg.Data, Database: cfg.Database, Blobs: cfg.Blobs, Env: cfg.Env}
	if s.tracer, err = trace.New(ctx, trace.Config{Endpoint: cfg.Traces, Version: cfg.Version, Instance: casefile.NewID(), Log: s.log}); err != nil {
		return nil, err
	}
	if s.store, err = at.Open(ctx); err != nil {
		return nil, err
	}
	if err := s.store.OpenKeys(ctx, cfg.Master, s.now()); err != nil {
		return nil, err
	}
	// A demonstration lets codes drift, stretches passwords less and invents
	// staff and money: none of it may meet a real service's data.
	switch made := s.store.Keys.Demonstration() != nil; {
	case cfg.Demonstration != nil && !made:
		return nil, errs.E(errs.Refused, "open data folder", "This folder belongs to a real service. The demonstration does not run on it, and nothing was changed. Give an empty folder with --data.")
	case made && cfg.Demonstration == nil:
		return nil, errs.E(errs.Refused, "open data folder", "This folder belongs to a demonstration: its root key lies in it, and its people are made up. The service does not run on it. Make a folder of its own with: oso-server admin keys.")
	}
	limits, err := workflow.Load(ctx, s.store.DB.Q(), cfg.Office)
	if err != nil {
		return nil, err
	}
	s.flow = workflow.New(limits)
	mail, err := s.notifier()
	if err != nil {
		return nil, err
	}
	if err := s.possible(ctx, at); err != nil {
		return nil, err
	}
	if err := s.begin(ctx, at); err != nil {
		return nil, err
	}
	if s.jobs, err = jobs.New(jobs.Config{DB: s.store.DB, Log: s.log, Tracer: s.tracer, Every: every(), Work: map[string]jobs.Work{
		workflow.JobTimer: s.timer, workflow.JobErase: s.erase, jobSweep: s.sweep, jobHeads: s.heads, jobLost: s.lost, jobRenew: s.renew(mail), jobWarn: s.mailWarning(mail), jobTell: s.mailTold(mail),
		chart.JobImages: s.images, workflow.JobNotice: s.notice(mail), workflow.JobCharge: s.biller().Work,
	}}); err != nil {
		return nil, err
	}
	if s.auth, err = auth.New(s.authConfig()); err != nil {
		return nil, err
	}
	if err := s.openInbox(); err != nil {
		return nil, err
	}
	if err := s.mount(); err != nil {
		return nil, err
	}
	if cfg.SMTP.Host == "" {
		s.log.Warn("no mail server is named: notices wait")
	}
	return s, nil
}

// possible looks whether the service may have its places and addresses, and writes
// nothing that is left: whoever named a wrong one reads one sentence and has it as it
// was. What writes for a moment comes last.
func (s *Server) possible(ctx context.Context, at Places) (err error) {
	if err := s.bind(); err != nil {
		return err
	}
	if at.served() {
		if s.lock, err = at.lock(); err != nil {
			return err
		}
	}
	if _, err := s.store.mayOwn(ctx); err != nil {
		return err
	}
	if s.cfg.Certificate == "" {
		if err := s.store.pinned(ctx); err != nil {
			return err
		}
	}
	if err := s.store.DB.Writable(ctx); err != nil {
		return err
	}
	if err := s.warnOfRoom(ctx); err != nil {
		return err
	}
	return blob.Try(ctx, s.store.Blobs)
}

// warnOfRoom says where a PostgreSQL has fewer connections than one instance can use.
func (s *Server) warnOfRoom(ctx context.Context) error {
	room, err := s.store.DB.Room(ctx)
	if err == nil && room > 0 && room < db.RoomNeeded() {
		s.log.Warn("the database has few connections: the service is slower under load. Raise max_connections, or the limit of the service's user or database, by what each instance uses", "has", room, "instance_uses", db.RoomNeeded())
	}
	return err
}

// begin takes possession of the places, and sweeps what an earlier process left
// that ended in the middle of something.
func (s *Server) begin(ctx context.Context, at Places) (err error) {
	if at.shared() { // an instance keeps only the locks of backups there, and begins without it
		err = s.store.MakeFolder()
	} else if s.lock == nil {
		s.lock, err = at.lock()
	}
	if err != nil {
		return err
	}
	if err := s.store.own(ctx); err != nil {
		return err
	}
	s.reserve = s.reserveOf(at)
	if err := s.store.DB.Settle(ctx); err != nil {
		return err
	}
	if err := s.store.sweepBackups(); err != nil {
		return err
	}
	if err := s.store.DB.Tx(ctx, func(tx *sql.Tx) error { return register.SealSources(ctx, tx, s.store.Keys) }); err != nil {
		return err
	}
	if at.shared() { // others may be in the middle of an upload
		return nil
	}
	if folder, ok := s.store.Blobs.(*blob.Folder); ok {
		if err := folder.Sweep(); err != nil {
			return err
		}
	}
	return s.orphans(ctx)
}

// bind takes the addresses; nobody is answered yet.
func (s *Server) bind() error {
	taken := "The address to listen on is taken or not this computer's. The service does not run. Choose another with --listen, --console or --metrics."
	var err error
	if s.clinic, err = net.Listen("tcp", s.cfg.Listen); err != nil {
		return errs.Wrap(err, errs.Refused, "listen", taken)
	}
	if s.cfg.Metrics != "" {
		if s.watch, err = net.Listen("tcp", s.cfg.Metrics); err != nil {
			return errs.Wrap(err, errs.Refused, "listen", taken)
		}
	}
	if s.cfg.Console == "" {
		return nil
	}
	if s.console, err = net.Listen("tcp", s.cfg.Console); err != nil {
		return errs.Wrap(err, errs.Refused, "listen", taken)
	}
	if s.cfg.ConsoleURL == "" && s.cfg.Demonstration != nil {
		s.cfg.ConsoleURL = "http://" + s.console.Addr().String() + console.Base
	}
	return nil
}

// mount puts the doors behind their addresses.
func (s *Server) mount() error {
	if err := s.takeCertificate(context.Background()); err != nil {
		return err
	}
	s.metrics = newMetrics(s)
	if s.watch != nil {
		s.mountWatch()
	}
	clinic := http.NewServeMux()
	clinic.Handle("/v1/", clinicapi.New(clinicapi.Config{
		DB: s.store.DB, Blobs: s.store.Blobs, Records: s.store.Records, Keys: s.store.Keys, Flow: s.flow, Enqueue: s.jobs.Enqueue,
		Quota: s.cfg.Quota, Takes: s.reserve.takes,
		Service: s.cfg.Service, Office: s.cfg.Office, Demonstration: s.cfg.Demonstration != nil, Now: s.now, Log: s.log,
	}))
	clinic.HandleFunc("GET /healthz", s.health)
	// HTTP/1.1 only: many connections are what helps uploads under loss.
	s.addDoor(s.metrics.door("clinic", s.tracer, clinic), s.clinic, &tls.Config{
		MinVersion: tls.VersionTLS13, GetCertificate: s.tls.get, NextProtos: []string{"http/1.1"},
	})
	if s.console == nil {
		return nil
	}
	var mails func(context.Context) ([]console.Mail, error)
	if d := s.cfg.Demonstration; d != nil {
		mails = d.Mails
	}
	pages := http.NewServeMux()
	pages.Handle("/", console.New(console.Config{
		DB: s.store.DB, Keys: s.store.Keys, Records: s.store.Records, Flow: s.flow, Enqueue: s.jobs.Enqueue, Auth: s.auth, Inbox: s.inbox, PDF: s.inbox.PDF, Due: s.due,
		Service: s.cfg.Service, Demonstration: s.cfg.Demonstration != nil, Zone: s.cfg.Office, Pages: frontend.Console(), Mails: mails,
		Mint: func(ctx context.Context, tx *sql.Tx, clinic, person string, life time.Duration, by principal.Actor) (string, error) {
			return clinicapi.Mint(ctx, tx, s.store.Keys, clinicapi.CodeRequest{
				Clinic: clinic, Person: person, By: by, Life: life, TLS: s.pin, Demonstration: s.cfg.Demonstration != nil,
			}, s.now())
		},
		Keeper: s.keyKeeper(), Now: s.now, Log: s.log,
	}))
	pages.HandleFunc("GET /healthz", s.health)
	s.addDoor(s.metrics.door("console", s.tracer, pages), s.console, nil)
	return nil
}

func (s *Server) addDoor(h http.Handler, on net.Listener, secure *tls.Config) {
	s.doors = append(s.doors, newDoor(h, on, secure, usual(), s.log))
}

// HeaderKeyDays of /healthz is how many whole days the issuing key still signs;
// below 0 it has run out, and below 120 an administrator makes the next one.
const HeaderKeyDays = "OSO-Key-Days"

func (s *Server) authConfig() auth.Config {
	c := auth.Config{DB: s.store.DB, Keys: s.store.Keys, Now: s.now, Secure: s.cfg.Demonstration == nil, Path: "/console/"}
	c.Tell = s.tell
	if d := s.cfg.Demonstration; d != nil {
		c.Drift, c.Rounds = d.Drift, d.Rounds
	}
	return c
}

// Auth knows the service's own people.
func (s *Server) Auth() *auth.Auth { return s.auth }

// ConsoleAddr is where the staff's pages listen; nil without pages.
func (s *Server) ConsoleAddr() net.Addr {
	if s.console == nil {
		return nil
	}
	return s.console.Addr()
}

// Store is what the server works on.
func (s *Server) Store() *Store { return s.store }

// Pin is the hash of the server's own TLS key for enrollment codes; nil where a
// public authority's certificate is used.
func (s *Server) Pin() []byte { return s.pin }

// Addr is where the clinic door listens.
func (s *Server) Addr() net.Addr { return s.clinic.Addr() }
