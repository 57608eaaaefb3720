package server

import (
	"context"
	"log/slog"
	"net/url"
	"time"

	"oso/internal/errs"
	"oso/internal/server/billing"
	"oso/internal/server/clinicapi"
	"oso/internal/server/console"
	"oso/internal/server/inbox"
	"oso/internal/server/keys"
	"oso/internal/server/notify"
	"oso/internal/wire"
)

// Config is what a server is made of.
type Config struct {
	Data string // folder, migrated (Migrate)
	// Database and Blobs are elsewhere than in the folder; see Places.
	Database, Blobs string
	Env             func(string) string // credentials of a bucket
	Master          *keys.Master        //
	Listen          string              // of the clinic door, HTTPS: "127.0.0.1:0"
	// Console is where the staff's pages listen, plain HTTP: on loopback, or
	// behind a proxy that speaks TLS. Empty: no pages.
	Console string
	// Metrics is where Prometheus collects, plain HTTP, with /livez and /readyz
	// for who starts and stops instances: on loopback, or in a network of the
	// service's own. Empty: nowhere.
	Metrics string
	// Certificate and CertificateKey are PEM files of a public authority's
	// certificate. Empty: the server's own, pinned by enrollment codes.
	Certificate, CertificateKey string
	Hosts                       []string // names of the own certificate, besides localhost

	// Traces is where an OpenTelemetry collector takes them; see trace.Config.
	// Empty: nowhere.
	Traces  string
	Version string // of the program, for who watches it

	// Quota bounds what clinics may have on its way; zeros: clinicapi's.
	Quota clinicapi.Quota
	// Reserve is how many bytes of its own disks uploads leave free; 0: none.
	Reserve int64

	// Inbox is a folder that is watched for what comes in beside the clinics'
	// programs; empty: none.
	Inbox string
	// Mailbox is where mails are taken from, by IMAP over TLS; no address: nowhere.
	Mailbox inbox.Mailbox
	// PDFChild is the command line that reads a PDF's text in a process of its own
	// (pdf.Self); empty: no text is read.
	PDFChild []string

	SMTP notify.SMTP // no host: notices wait
	// Addresses that mails lead to; empty: they name none.
	ConsoleURL, PortalURL string

	Service wire.Service
	Office  *time.Location // of the coordinators
	Now     func() time.Time
	Log     *slog.Logger

	Demonstration *Demonstration // nil: the real service
}

// Demonstration is everything in which a demonstration is not the real
// service, besides what it tells people about itself. Its parts are made by
// internal/demo; the zero value of each is the real service's.
type Demonstration struct {
	Gateway billing.Gateway                               // moves no money; nil: no card can be charged
	Mails   func(context.Context) ([]console.Mail, error) // what was sent and caught, for the console
	Drift   int                                           // steps of 30 s by which a one-time code may be off
	Rounds  int                                           // that stretch a password
}

// check refuses what could not work, before any place is opened: a service that is
// not going to run leaves nothing behind.
func (c *Config) check() error {
	if c.CertificateKey != "" && c.Certificate == "" {
		return errs.E(errs.Usage, "read certificate", "A certificate's key is named and no certificate. The service does not run. Give the certificate with --certificate too, or leave out --certificate-key.")
	}
	if c.Certificate != "" {
		if _, _, err := readCertificate(c.Certificate, c.CertificateKey); err != nil {
			return err
		}
	}
	for _, at := range []struct{ flag, url string }{{"--console-url", c.ConsoleURL}, {"--portal-url", c.PortalURL}} {
		if u, err := url.Parse(at.url); at.url != "" && (err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "") {
			return errs.E(errs.Usage, "read address", "An address that mails lead to is not one of the web. The service does not run. Give "+at.flag+" like https://console.example.org/.")
		}
	}
	if c.SMTP.Host != "" {
		if err := c.SMTP.Check(); err != nil {
			return err
		}
	}
	if c.Mailbox.Address != "" {
		if err := c.Mailbox.Check(); err != nil {
			return err
		}
	}
	if c.Inbox != "" {
		return inbox.CheckFolder(c.Inbox)
	}
	return nil
}
