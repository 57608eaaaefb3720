package dbtest

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// Line is a way to a PostgreSQL on which a test sees what is said, and can make
// happen what befalls lines and whoever is at their end.
type Line struct {
	t    testing.TB
	to   string // the server's socket
	path string // ours

	mu    sync.Mutex
	on    net.Listener
	conns map[net.Conn]bool
	watch func(Moment) bool
	era   int // grows with Lose
}

// Moment is one of a transaction's two that matter: its commit has been asked
// for and not passed on, or the server has done it and nobody knows yet.
type Moment struct {
	Statements []string // of the transaction, in their order
	Committed  bool
}

// Has tells whether a statement of the transaction has the text.
func (m Moment) Has(text string) bool {
	for _, s := range m.Statements {
		if strings.Contains(s, text) {
			return true
		}
	}
	return false
}

// Lay makes a line to a server of PostgreSQL that listens on a socket.
func Lay(t testing.TB, address string) *Line {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	dir, err := os.MkdirTemp("", "oso-line-") // a socket's path is short
	if err != nil {
		t.Fatal(err)
	}
	l := &Line{t: t, to: filepath.Join(u.Query().Get("host"), socket), path: filepath.Join(dir, socket), conns: map[net.Conn]bool{}}
	l.Back()
	t.Cleanup(func() {
		l.Away()
		os.RemoveAll(dir)
	})
	return l
}

const socket = ".s.PGSQL.5432"

// Lead gives an address of the server another one, over this line.
func (l *Line) Lead(address string) string {
	l.t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		l.t.Fatal(err)
	}
	q := u.Query()
	q.Set("host", filepath.Dir(l.path))
	u.RawQuery = q.Encode()
	return u.String()
}

// Watch is asked at both moments of each transaction that comes over the line,
// by many at a time. What it answers is whether it goes on; else the connection
// ends there. Nil: nobody asks.
func (l *Line) Watch(watch func(Moment) bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.watch = watch
}

// Cut ends every connection that there is.
func (l *Line) Cut() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for c := range l.conns {
		c.Close()
	}
}

// Lose loses whatever is said from now on over the connections that there are, and
// that one of their ends is gone. New ones work.
func (l *Line) Lose() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.era++
}

// Away is Cut, and refuses new ones.
func (l *Line) Away() {
	l.mu.Lock()
	if l.on != nil {
		l.on.Close()
		l.on = nil
	}
	l.mu.Unlock()
	l.Cut()
}

// Back ends Away.
func (l *Line) Back() {
	l.t.Helper()
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.on != nil {
		return
	}
	on, err := net.Listen("unix", l.path)
	if err != nil {
		l.t.Fatal(err)
	}
	l.on = on
	go func() {
		for {
			near, err := on.Accept()
			if err != nil {
				return
			}
			far, err := net.Dial("unix", l.to)
			if err != nil {
				near.Close()
				continue
			}
			l.mu.Lock()
			l.conns[near], l.conns[far] = true, true
			k := &talk{line: l, era: l.era, prepared: map[string]string{}}
			l.mu.Unlock()
			go l.carry(far, near, k.asks)
			go l.carry(near, far, k.answers)
		}
	}()
}

var (
	errEnd  = errors.New("the line ends here")
	errLost = errors.New("the line loses this")
)

// carry passes messages on until one side ends; first is that of a client, which
// has no type.
func (l *Line) carry(to, from net.Conn, look func(kind byte, body []byte) error) {
	defer func() {
		from.Close()
		l.mu.Lock()
		delete(l.conns, from)
		l.mu.Unlock()
		if errors.Is(look(0, nil), errLost) {
			return // nor does the other side hear that it ended
		}
		to.Close()
		l.mu.Lock()
		delete(l.conns, to)
		l.mu.Unlock()
	}()
	_, client := from.(*net.UnixConn)
	client = client && from.LocalAddr().String() == l.path
	head := make([]byte, 5)
	if client {
		if _, err := io.ReadFull(from, head[1:]); err != nil {
			return
		}
		body := make([]byte, binary.BigEndian.Uint32(head[1:])-4)
		if _, err := io.ReadFull(from, body); err != nil {
			return
		}
		if _, err := to.Write(append(head[1:5:5], body...)); err != nil {
			return
		}
		if len(body) == 12 && binary.BigEndian.Uint32(body) == 80877102 {
			return // asks to stop a statement: nothing comes after it
		}
	}
	for {
		if _, err := io.ReadFull(from, head); err != nil {
			return
		}
		body := make([]byte, binary.BigEndian.Uint32(head[1:])-4)
		if _, err := io.ReadFull(from, body); err != nil {
			return
		}
		if err := look(head[0], body); errors.Is(err, errLost) {
			continue
		} else if err != nil {
			return
		}
		if _, err := to.Write(append(head[:5:5], body...)); err != nil {
			return
		}
	}
}

// talk is what goes over one connection.
type talk struct {
	line *Line
	era  int // of the line when it began

	mu         sync.Mutex
	prepared   map[string]string
	statements []string // of the transaction
	committing bool
}

// asks looks at what a client says.
func (k *talk) asks(kind byte, body []byte) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.lost() {
		return errLost
	}
	said := ""
	switch kind {
	case 'Q':
		said = text(body)
	case 'P':
		name := text(body)
		k.prepared[name] = text(body[len(name)+1:])
		return nil
	case 'B':
		portal := text(body)
		said = k.prepared[text(body[len(portal)+1:])]
	default:
		return nil
	}
	switch strings.ToLower(strings.TrimSuffix(strings.TrimSpace(said), ";")) {
	case "begin":
		k.statements = nil
	case "commit":
		k.committing = true
		return k.moment(false)
	default:
		k.statements = append(k.statements, said)
	}
	return nil
}

// answers looks at what the server says.
func (k *talk) answers(kind byte, body []byte) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.lost() {
		return errLost
	}
	if !k.committing || kind != 'C' {
		return nil
	}
	k.committing = false
	if text(body) != "COMMIT" {
		return nil
	}
	return k.moment(true)
}

func (k *talk) lost() bool {
	k.line.mu.Lock()
	defer k.line.mu.Unlock()
	return k.era != k.line.era
}

func (k *talk) moment(committed bool) error {
	k.line.mu.Lock()
	watch := k.line.watch
	k.line.mu.Unlock()
	if watch != nil && !watch(Moment{k.statements, committed}) {
		return errEnd
	}
	return nil
}

func text(b []byte) string {
	if i := bytes.IndexByte(b, 0); i >= 0 {
		return string(b[:i])
	}
	return string(b)
}
