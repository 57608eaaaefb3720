package server

import (
	"context"
	"sync"
	"time"

	"oso/internal/errs"
	"oso/internal/pdf"
	"oso/internal/server/inbox"
)

// inboxPause is how long the inbox's folder rests between two looks.
const inboxPause = 5 * time.Second

// mailboxPause is how long the mailbox does.
const mailboxPause = time.Minute

// openInbox puts the inbox together, with the folder that is watched.
func (s *Server) openInbox() error {
	s.inbox = &inbox.Box{DB: s.store.DB, Records: s.store.Records, Keys: s.store.Keys, Flow: s.flow, Enqueue: s.jobs.Enqueue, Now: s.now, Log: s.log}
	if len(s.cfg.PDFChild) > 0 {
		s.inbox.PDF = pdf.NewPool(s.cfg.PDFChild)
	}
	if s.cfg.Inbox == "" {
		return nil
	}
	s.folder = &inbox.Watch{Box: s.inbox, Dir: s.cfg.Inbox}
	return s.folder.Make()
}

// keepInbox looks into the folder and the mailbox until ctx ends. What comes
// while nothing can be kept waits there.
func (s *Server) keepInbox(ctx context.Context) {
	var looks sync.WaitGroup
	if s.folder != nil {
		looks.Go(func() { s.everySoOften(ctx, inboxPause, "the folder of the inbox is not read", s.folder.Pass) })
	}
	if s.cfg.Mailbox.Address != "" {
		m := s.cfg.Mailbox
		m.Box = s.inbox
		looks.Go(func() { s.everySoOften(ctx, mailboxPause, "the mailbox is not read", m.Pass) })
	}
	looks.Wait()
}

// everySoOften looks until ctx ends, and says once what is in the way.
func (s *Server) everySoOften(ctx context.Context, pause time.Duration, says string, look func(context.Context) error) {
	said := ""
	for ctx.Err() == nil {
		err := look(ctx)
		if now := errs.Message(err); err != nil && now != said && ctx.Err() == nil {
			s.log.Error(says, "cause", err.Error())
			said = now
		} else if err == nil {
			said = ""
		}
		select {
		case <-ctx.Done():
		case <-time.After(pause):
		}
	}
}
