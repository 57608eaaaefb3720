package server

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"testing"
	"time"
)

// stand opens a door with small limits; idle hears of each connection that becomes so.
func stand(t *testing.T, l lines, h http.HandlerFunc) (address string, idle chan bool) {
	t.Helper()
	on, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	d := newDoor(h, on, nil, l, slog.New(slog.DiscardHandler))
	idle, tell := make(chan bool, 99), d.http.ConnState
	d.http.ConnState = func(c net.Conn, s http.ConnState) {
		if tell(c, s); s == http.StateIdle {
			idle <- true
		}
	}
	go d.http.Serve(d.on)
	t.Cleanup(func() { d.http.Close() })
	return on.Addr().String(), idle
}

func call(t *testing.T, address string) *net.TCPConn {
	t.Helper()
	c, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	c.SetDeadline(time.Now().Add(time.Minute))
	return c.(*net.TCPConn)
}

const asks = "GET / HTTP/1.1\r\nHost: x\r\n\r\n"

// TestIdleConnectionsAreBounded: of more connections than a door keeps on which nothing
// is asked the oldest end, whether they never asked or were answered; the others, and
// one that is being answered, do not notice.
func TestIdleConnectionsAreBounded(t *testing.T) {
	t.Parallel()
	begun, end := make(chan struct{}), make(chan struct{})
	at, idle := stand(t, lines{idle: 3, patience: time.Minute}, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/long" {
			close(begun)
			<-end
		}
		w.Write([]byte("well"))
	})
	answered := func(c net.Conn) {
		t.Helper()
		r, err := http.ReadResponse(bufio.NewReader(c), nil)
		if err != nil {
			t.Fatal(err)
		}
		if b, err := io.ReadAll(r.Body); err != nil || string(b) != "well" {
			t.Fatalf("%q, %v", b, err)
		}
	}
	busy := call(t, at)
	io.WriteString(busy, "GET /long HTTP/1.1\r\nHost: x\r\n\r\n")
	<-begun
	old := call(t, at)
	io.WriteString(old, asks)
	answered(old)
	<-idle
	silent := call(t, at)
	var young []net.Conn
	for range 3 {
		young = append(young, call(t, at))
	}
	for name, c := range map[string]net.Conn{"that was answered": old, "that never asked": silent} {
		if n, err := c.Read(make([]byte, 1)); n != 0 || err == nil || isTimeout(err) {
			t.Errorf("the oldest %s goes on: %v", name, err)
		}
	}
	close(end)
	answered(busy)
	<-idle
	for _, c := range young[1:] { // what is answered is idle in its turn
		io.WriteString(c, asks)
		answered(c)
	}
}

func isTimeout(err error) bool {
	var n net.Error
	return errors.As(err, &n) && n.Timeout()
}

// TestAnswerThatNobodyTakesEnds: who takes nothing of an answer is cut off; who takes
// it slowly has all of it, though it takes longer than a byte may lie.
func TestAnswerThatNobodyTakesEnds(t *testing.T) {
	t.Parallel()
	whole := bytes.Repeat([]byte("0123456789abcdef"), 1<<20) // more than what systems hold on a line
	ended := make(chan error, 2)
	gives := func(w http.ResponseWriter, _ *http.Request) {
		_, err := io.Copy(w, bytes.NewReader(whole))
		ended <- err
	}
	at, _ := stand(t, lines{idle: 9, patience: 300 * time.Millisecond}, gives)
	stuck := call(t, at)
	io.WriteString(stuck, asks)
	select {
	case err := <-ended:
		if err == nil {
			t.Error("an answer that nobody takes was given")
		}
	case <-time.After(30 * time.Second):
		t.Fatal("who takes nothing holds its connection")
	}
	const patience = 3 * time.Second // a busy machine lets who reads wait, too
	at, _ = stand(t, lines{idle: 9, patience: patience}, gives)
	slow := call(t, at)
	began := time.Now()
	io.WriteString(slow, asks)
	r, err := http.ReadResponse(bufio.NewReader(slow), nil)
	if err != nil {
		t.Fatal(err)
	}
	got, piece := 0, make([]byte, 64<<10)
	for {
		n, err := r.Body.Read(piece)
		got += n
		if err == io.EOF {
			break
		} else if err != nil {
			t.Fatalf("cut off after %d bytes: %v", got, err)
		}
		time.Sleep(25 * time.Millisecond)
	}
	if err := <-ended; err != nil || got != len(whole) || time.Since(began) < 2*patience {
		t.Errorf("%d of %d bytes in %v, %v", got, len(whole), time.Since(began), err)
	}
}

// TestEndOfAnAnswerComesBeforeThatOfTheLine: who still sends hears the answer's end.
func TestEndOfAnAnswerComesBeforeThatOfTheLine(t *testing.T) {
	t.Parallel()
	on, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer on.Close()
	here := call(t, on.Addr().String())
	there, err := lively{on, time.Minute}.Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer there.Close()
	half, ok := there.(interface{ CloseWrite() error }) // what net/http looks for
	if !ok {
		t.Fatal("the server cannot end an answer alone")
	}
	if err := half.CloseWrite(); err != nil {
		t.Fatal(err)
	}
	if _, err := here.Read(make([]byte, 1)); err != io.EOF {
		t.Errorf("the answer's end: %v", err)
	}
	if _, err := here.Write([]byte("more")); err != nil {
		t.Errorf("what is still sent: %v", err)
	}
	if n, err := there.Read(make([]byte, 4)); n != 4 || err != nil {
		t.Errorf("what is still sent does not come: %d, %v", n, err)
	}
}
