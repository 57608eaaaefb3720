package server

import (
	"context"
	"time"

	"oso/internal/errs"
	"oso/internal/pdf"
	"oso/internal/server/inbox"
)

// inboxPause is how long the inbox's folder rests between two looks.
const inboxPause = 5 * time.Second

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

// keepInbox looks into the folder until ctx ends. What it finds while nothing can
// be kept waits there.
func (s *Server) keepInbox(ctx context.Context) {
	if s.folder == nil {
		return
	}
	said := ""
	for ctx.Err() == nil {
		err := s.folder.Pass(ctx)
		if now := errs.Message(err); err != nil && now != said {
			s.log.Error("the folder of the inbox is not read", "cause", err.Error())
			said = now
		} else if err == nil {
			said = ""
		}
		select {
		case <-ctx.Done():
		case <-time.After(inboxPause):
		}
	}
}
