package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"oso/internal/errs"
	"oso/internal/pdf"
	"oso/internal/server"
	"oso/internal/wire"
)

type migrateAnswer struct {
	Migrated bool `json:"migrated"`
}

func (migrateAnswer) Text(w io.Writer) {
	fmt.Fprintln(w, "The service's data is at this program's version.")
}

func migrate(k *call) func(context.Context) (answer, error) {
	return func(ctx context.Context) (answer, error) {
		at, err := k.places()
		if err != nil {
			return nil, err
		}
		return migrateAnswer{true}, at.Migrate(ctx)
	}
}

type moveAnswer struct{ server.MoveResult }

func (a moveAnswer) Text(w io.Writer) {
	fmt.Fprintf(w, "Moved and compared: the database and %d blobs. The old database is kept under another name; delete the folder's blobs when you no longer want to go back.\n", a.Blobs)
	lost(w, a.Missing)
}

// move needs the service stopped; --database and --blobs say where to.
func move(k *call) func(context.Context) (answer, error) {
	return func(ctx context.Context) (answer, error) {
		at, err := k.places()
		if err != nil {
			return nil, err
		}
		master, err := k.master(at.Dir)
		if err != nil {
			return nil, err
		}
		r, err := at.Move(ctx, master, by, k.now())
		return moveAnswer{r}, err
	}
}

// serviceFlags are names and numbers of the service (R60), which hold until the
// office has put others in force in the console.
func serviceFlags(k *call, s *wire.Service) {
	k.flags.StringVar(&s.Name, "name", "OSO", "the service's `NAME`")
	k.flags.StringVar(&s.National, "telephone", "", "`NUMBER` for callers in the country")
	k.flags.StringVar(&s.International, "telephone-international", "", "`NUMBER` for callers abroad")
	k.flags.StringVar(&s.Email, "email", "", "`ADDRESS` for people")
	k.flags.StringVar(&s.Hours, "hours", "", "office `HOURS`, for people")
}

// tracesEnv is OpenTelemetry's own name.
const tracesEnv = "OTEL_EXPORTER_OTLP_ENDPOINT"

func tracesFlag(k *call, to *string) {
	k.flags.StringVar(to, "traces", "", "`URL` of an OpenTelemetry collector that takes OTLP over HTTP, without /v1/traces (default: "+tracesEnv+"; without either nothing is traced)")
}

func serve(k *call) func(context.Context) (answer, error) {
	var cfg server.Config
	var hosts, office string
	k.flags.StringVar(&cfg.Listen, "listen", "", "`ADDR` of the clinic's door, HTTPS")
	k.flags.StringVar(&cfg.Console, "console", "", "`ADDR` of the staff's pages, plain HTTP: on loopback, or behind a proxy that speaks TLS")
	k.flags.StringVar(&cfg.Metrics, "metrics", "", "`ADDR` of Prometheus' metrics, /livez and /readyz, plain HTTP: on loopback or in a network of your own")
	tracesFlag(k, &cfg.Traces)
	k.flags.StringVar(&cfg.Certificate, "certificate", "", "PEM `FILE` of a public certificate (default: the server's own, pinned by enrollment codes)")
	k.flags.StringVar(&cfg.CertificateKey, "certificate-key", "", "PEM `FILE` of its key")
	k.flags.StringVar(&hosts, "hosts", "", "`NAMES` for the server's own certificate, with commas")
	k.flags.StringVar(&office, "office", "America/New_York", "time `ZONE` of the coordinators")
	k.flags.StringVar(&cfg.Inbox, "inbox", "", "`DIR` that is watched for faxes, scans and mails; its folders email, fax, post and courier say how a thing came")
	k.flags.StringVar(&cfg.Mailbox.Address, "imap", "", "`HOST:PORT` of the mail server whose mails come into the inbox, TLS; the password is taken from OSO_IMAP_PASSWORD")
	k.flags.StringVar(&cfg.Mailbox.User, "imap-user", "", "`NAME` to sign in with there")
	k.flags.StringVar(&cfg.Mailbox.Name, "imap-mailbox", "INBOX", "`NAME` of the mailbox")
	k.flags.StringVar(&cfg.SMTP.Host, "smtp", "", "`HOST` of the mail server; the password is taken from OSO_SMTP_PASSWORD")
	k.flags.IntVar(&cfg.SMTP.Port, "smtp-port", 587, "its `PORT`, with STARTTLS")
	k.flags.StringVar(&cfg.SMTP.User, "smtp-user", "", "`NAME` to sign in with")
	k.flags.StringVar(&cfg.SMTP.From, "mail-from", "", "`ADDRESS` that mails come from")
	k.flags.StringVar(&cfg.ConsoleURL, "console-url", "", "`URL` of the staff's pages, for mails")
	k.flags.StringVar(&cfg.PortalURL, "portal-url", "", "`URL` that mails to patients and physicians name")
	roomFlags(k, &cfg)
	serviceFlags(k, &cfg.Service)
	return func(ctx context.Context) (answer, error) {
		var err error
		if cfg.Data, err = k.folder(); err != nil {
			return nil, err
		}
		if cfg.Listen == "" {
			return nil, errs.E(errs.Usage, "serve", "The address to listen on is needed. The service does not run. Give it with --listen HOST:PORT.")
		}
		// The pages read their times in it, in browsers elsewhere: there it has to mean the same.
		if office == "" || office == "Local" {
			return nil, errs.E(errs.Usage, "serve", "The time zone of the office has to be named. The service does not run. Give it with --office, like America/New_York.")
		}
		if cfg.Office, err = time.LoadLocation(office); err != nil {
			return nil, errs.Wrap(err, errs.Usage, "serve", "This time zone is not known on this computer. The service does not run. Give another with --office.")
		}
		if hosts != "" {
			cfg.Hosts = strings.Split(hosts, ",")
		}
		cfg.SMTP.Password = k.env("OSO_SMTP_PASSWORD")
		cfg.Mailbox.Password = k.env("OSO_IMAP_PASSWORD")
		cfg.Traces = cmp.Or(cfg.Traces, k.env(tracesEnv))
		cfg.Database, cfg.Blobs, cfg.Env = k.database, k.blobs, k.env
		if cfg.Master, err = k.master(cfg.Data); err != nil {
			return nil, err
		}
		cfg.Now, cfg.Log, cfg.Version = k.now, k.log(), version
		if cfg.PDFChild, err = pdf.Self(); err != nil {
			return nil, errs.Wrap(err, errs.Internal, "serve", "")
		}
		s, err := server.Open(ctx, cfg)
		if err != nil {
			return nil, err
		}
		defer s.Close()
		runs := []any{"clinics", s.Addr().String(), "version", version}
		if at := s.ConsoleAddr(); at != nil {
			runs = append(runs, "console", at.String())
		}
		cfg.Log.Info("the service runs", runs...)
		return nil, s.Run(ctx)
	}
}
