package server

import (
	"context"
	"errors"
	"net"

	"sync"
	"time"

	"oso/internal/errs"
)

// endTime is how long requests and jobs that run may take to end.
const endTime = 10 * time.Second

// Run answers and works until ctx ends, then lets what runs come to its end.
func (s *Server) Run(ctx context.Context) error {
	// Jobs end by Stop, not by ctx: one that runs is let finish.
	if err := s.jobs.Start(context.WithoutCancel(ctx)); err != nil {
		return err
	}
	watch, unwatch := context.WithCancel(ctx)
	var watching sync.WaitGroup
	watching.Go(func() { s.keepKeys(watch) })
	watching.Go(func() { s.keepInbox(watch) })
	defer watching.Wait()
	defer unwatch()
	failed := make(chan error, len(s.doors))
	for _, d := range s.doors {
		go func() { failed <- d.http.Serve(d.on) }()
	}
	var err error
	select {
	case <-ctx.Done():
		s.log.Info("the service was told to end")
	case err = <-failed:
		err = errs.Op(err, "serve")
	case <-s.store.DB.Broken():
		err = errs.E(errs.Internal, "serve", "The disk did not keep what it was given, so the service has stopped. What was acknowledged is kept. Look at the disk, then start the service again: it begins from what the disk holds.")
	}
	end, cancel := context.WithTimeout(context.WithoutCancel(ctx), endTime)
	defer cancel()
	for _, d := range s.doors {
		if e := d.http.Shutdown(end); e != nil {
			d.http.Close()
		}
	}
	return errors.Join(err, s.jobs.Stop(end))
}

// Close gives everything back. It is safe after a failed Open.
func (s *Server) Close() error {
	var err error
	for _, d := range s.doors {
		d.http.Close()
	}
	for _, l := range []net.Listener{s.clinic, s.console, s.watch} {
		if l != nil {
			l.Close() // closed before by Run, as a rule
		}
	}
	if s.inbox != nil && s.inbox.PDF != nil {
		s.inbox.PDF.Close()
	}
	if s.store != nil {
		err = s.store.Close()
	}
	end, cancel := context.WithTimeout(context.Background(), endTime)
	defer cancel()
	if s.tracer.Close(end) != nil {
		s.log.Warn("the last traces could not be handed to the collector")
	}
	s.lock.release()
	return err
}
