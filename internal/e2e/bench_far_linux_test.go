package e2e

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// TestBenchFarLine takes a case through a line with latency and loss, with both
// programs as people run them, each in a network namespace of its own. It is
// held against the same number of bytes over raw TCP on the same line.
func TestBenchFarLine(t *testing.T) {
	dir := benchPlace(t)
	const setting, limit, reach = "300 images of 0.5 MB, compressed; 50 Mbit/s", "best of 8, 16, 32 raw connections", "0.90"
	name := "sync, 100 ms and 1% loss"
	line, err := newFarLine(t, fault{delay: 50 * time.Millisecond, loss: 0.01, rate: 50e6, buffer: 100 * time.Millisecond})
	if errors.Is(err, errNoLine) {
		figure(t, name, setting, "not measured: "+err.Error(), limit, reach)
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range []string{"HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"} {
		t.Setenv(v, "") // the line is the way
	}
	src := filepath.Join(dir, "study")
	writeStudy(t, src, 300, 512)
	c := newClinic(t)
	s := &service{t: t, bin: build(t).server, data: filepath.Join(dir, "service")}
	inside(t, line.far, func() { s.start(farAddress + ":0") })
	inside(t, line.near, func() { c.enrol(s) })

	var far turns
	var peaks []float64
	won := map[int]int{}
	for range min(benchRounds(), 3) { // half a minute each
		id, records := c.begin()
		c.must(nil, 0, "import", id, records)
		c.must(nil, 0, "import", id, src)
		c.seal(id)
		line.quiet()
		bytes, took, peak := farSync(t, line, c)
		peaks = append(peaks, peak)

		best := time.Hour
		var by int
		for _, n := range []int{32, 16, 8} { // what is slower than the best so far is given up
			line.quiet()
			if raw, whole := sendRaw(t, line, n, bytes, best); whole {
				t.Logf("%d raw connections: %.2f s", n, raw.Seconds())
				best, by = raw, n
			}
		}
		won[by]++
		far.add(bytes, best, took)
		t.Logf("sync: %.1f MB in %.2f s, peak %.0f MB", float64(bytes)/1e6, took.Seconds(), peak)
	}
	figure(t, name, setting, fmt.Sprintf("%s (%.1f of %.1f Mbit/s)", spread(far.ratios), 8*middle(far.ours), 8*middle(far.limits)), limit, reach)
	t.Logf("best by connections: %v; highest memory of program and children: %.0f MB", won, slices.Max(peaks))
}

// farSync runs the program's exchange from the near end: the bytes that were
// sent, the time from its first packet until it has ended, and the memory of
// program and children at its highest, in MB.
func farSync(t *testing.T, line *farLine, c *clinic) (int64, time.Duration, float64) {
	t.Helper()
	cmd := c.command("sync")
	var out, said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &said
	if err := line.near.do(cmd.Start); err != nil {
		t.Fatal(err)
	}
	peak := watch(cmd.Process.Pid)
	err := cmd.Wait()
	took := line.taken()
	if err != nil {
		t.Fatalf("oso sync: %v: %s %s", err, tail(out.String()), tail(said.String()))
	}
	var r lineSync
	decode(t, out.Bytes(), &r)
	return r.Sent.Bytes, took, peak()
}

// sendRaw is the limit that sync over the far line is held against: so many
// bytes over so many TCP connections, without TLS and without a question. Each
// connection takes the next piece when it has room for it, so that none waits
// for the slowest; the other end takes SHA-256 of what comes, keeps nothing,
// and says with one byte that all of a connection's came. The time is from the
// first packet to the last such byte; what takes longer than atMost is given up
// and is not whole.
func sendRaw(t *testing.T, line *farLine, connections int, total int64, atMost time.Duration) (took time.Duration, whole bool) {
	t.Helper()
	var l net.Listener
	err := line.far.do(func() (err error) {
		l, err = net.Listen("tcp", farAddress+":0")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer conn.Close()
				if _, err := io.Copy(sha256.New(), conn); err == nil {
					conn.Write([]byte{1})
				}
			}()
		}
	}()

	piece := make([]byte, 32<<10)
	rand.Read(piece)
	end := time.Now().Add(atMost)
	var taken atomic.Int64
	var wg sync.WaitGroup
	failed := make(chan error, connections)
	for range connections {
		wg.Go(func() {
			var conn net.Conn
			err := line.near.do(func() (err error) {
				d := net.Dialer{Deadline: end, Control: littleUnsent}
				conn, err = d.Dial("tcp", l.Addr().String())
				return err
			})
			if err != nil {
				failed <- err
				return
			}
			defer conn.Close()
			conn.SetDeadline(end)
			for err == nil {
				at := taken.Add(int64(len(piece))) - int64(len(piece))
				if at >= total {
					break
				}
				_, err = conn.Write(piece[:min(total-at, int64(len(piece)))])
			}
			if err == nil {
				conn.(*net.TCPConn).CloseWrite()
				_, err = io.ReadFull(conn, make([]byte, 1))
			}
			if err != nil {
				conn.(*net.TCPConn).SetLinger(0) // what still waits must not be sent
				failed <- err
			}
		})
	}
	wg.Wait()
	took = line.taken()
	close(failed)
	err, late := <-failed // the first; closed and empty where none did
	if late && !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Fatal(err)
	}
	return took, !late
}

// littleUnsent lets the system take no more of a connection than it is about to
// send: what a slow one holds, no other can take over.
func littleUnsent(_, _ string, c syscall.RawConn) (err error) {
	failed := c.Control(func(fd uintptr) {
		err = unix.SetsockoptInt(int(fd), unix.IPPROTO_TCP, unix.TCP_NOTSENT_LOWAT, 32<<10)
	})
	return errors.Join(failed, err)
}
