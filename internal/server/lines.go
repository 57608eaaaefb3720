package server

import (
	"container/list"
	"crypto/tls"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"os"
	"sync"
	"time"
)

// door is one address and what answers there.
type door struct {
	http *http.Server
	on   net.Listener
}

// lines bound what whoever comes to a door may hold of it without doing anything.
type lines struct {
	// idle connections, and those that have not asked yet: of more, the oldest end.
	idle int
	// patience is how long an answer may lie without a byte of it going. A slow line
	// moves: the system tells of room when a third of what it holds went, of 4 MB in
	// two minutes where a line does 100 kbit/s.
	patience time.Duration
}

// usual are those of a service.
func usual() lines { return lines{idle: 1000, patience: 2 * time.Minute} }

// newDoor is a door; its connections speak TLS where secure is not nil.
func newDoor(h http.Handler, on net.Listener, secure *tls.Config, l lines, log *slog.Logger) *door {
	on = lively{on, l.patience}
	if secure != nil {
		on = tls.NewListener(on, secure)
	}
	w := &waiting{most: l.idle, at: map[net.Conn]*list.Element{}}
	return &door{on: on, http: &http.Server{
		Handler: h, ReadHeaderTimeout: 20 * time.Second, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10, ConnState: w.state,
		ErrorLog: slog.NewLogLogger(quiet{log.Handler()}, slog.LevelDebug),
	}}
}

// waiting are the connections of a door on which nothing is asked, the oldest first.
type waiting struct {
	most int

	mu    sync.Mutex
	order list.List
	at    map[net.Conn]*list.Element
}

// state is the server's ConnState: it must not wait for anybody.
func (w *waiting) state(c net.Conn, s http.ConnState) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if e := w.at[c]; e != nil {
		w.order.Remove(e)
		delete(w.at, c)
	}
	if s != http.StateNew && s != http.StateIdle {
		return
	}
	w.at[c] = w.order.PushBack(c)
	if w.order.Len() <= w.most {
		return
	}
	oldest := w.order.Remove(w.order.Front()).(net.Conn)
	delete(w.at, oldest)
	if t, ok := oldest.(*tls.Conn); ok {
		oldest = t.NetConn() // TLS would say goodbye, and wait
	}
	oldest.Close()
}

// lively gives connections that end where what is written does not move.
type lively struct {
	net.Listener
	patience time.Duration
}

func (m lively) Accept() (net.Conn, error) {
	c, err := m.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return &livelyConn{Conn: c, patience: m.patience}, nil
}

// livelyConn has a deadline for the next bytes of an answer, none for the answer: a
// large one to a slow line takes its time.
type livelyConn struct {
	net.Conn
	patience time.Duration

	mu  sync.Mutex
	set time.Time // a deadline that somebody asked for; zero: none
}

func (c *livelyConn) Write(p []byte) (n int, err error) {
	for {
		if err := c.Conn.SetWriteDeadline(c.due()); err != nil {
			return n, err
		}
		k, err := c.Conn.Write(p[n:])
		n += k
		if err == nil || k == 0 || !errors.Is(err, os.ErrDeadlineExceeded) {
			return n, err
		}
	}
}

// due is when the next byte has to have gone.
func (c *livelyConn) due() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	t := time.Now().Add(c.patience)
	if !c.set.IsZero() && c.set.Before(t) {
		return c.set
	}
	return t
}

// CloseWrite lets the server end an answer before the connection, so that who still
// sends reads it first.
func (c *livelyConn) CloseWrite() error {
	if t, ok := c.Conn.(interface{ CloseWrite() error }); ok {
		return t.CloseWrite()
	}
	return nil
}

func (c *livelyConn) SetWriteDeadline(t time.Time) error {
	c.mu.Lock()
	c.set = t
	c.mu.Unlock()
	return c.Conn.SetWriteDeadline(t)
}

func (c *livelyConn) SetDeadline(t time.Time) error {
	return errors.Join(c.SetReadDeadline(t), c.SetWriteDeadline(t))
}
