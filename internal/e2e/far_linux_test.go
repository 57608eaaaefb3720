package e2e

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// A long and lossy line between two network namespaces, for programs as they
// are: what goes into the TUN device of one end comes out of the other's later,
// or never. The kernel's own netem does the same, where a kernel has it.

// fault is what the line does to each of its two directions.
type fault struct {
	delay  time.Duration // one way
	loss   float64       // of the packets, each for itself
	rate   float64       // bit/s
	buffer time.Duration // as much as waits to be sent; what does not fit is dropped
}

// Addresses of the two ends.
const (
	nearAddress = "10.77.0.1"
	farAddress  = "10.77.0.2"
)

// farLine holds both ends; near is where the clinic is.
type farLine struct {
	near, far namespace
	begun     atomic.Int64 // when the first connection was asked for since mark; Unix ns
	moved     atomic.Int64 // when the last packet came; Unix ns
}

// namespace is an open file of a network namespace: it lasts as long as that.
type namespace int

var errNoLine = errors.New("needs root, /dev/net/tun and ip")

// newFarLine lays the line, or says with errNoLine that it cannot be done here.
func newFarLine(t *testing.T, f fault) (*farLine, error) {
	t.Helper()
	l := &farLine{}
	var err error
	var near, far *os.File
	if l.near, near, err = newEnd(t, nearAddress, farAddress); err != nil {
		return nil, err
	}
	if l.far, far, err = newEnd(t, farAddress, nearAddress); err != nil {
		return nil, err
	}
	go l.carry(near, far, f, 1)
	go l.carry(far, near, f, 2)
	return l, nil
}

// newEnd makes a namespace with a TUN device in it, whose packets the file
// gives and takes.
func newEnd(t *testing.T, own, peer string) (ns namespace, device *os.File, err error) {
	t.Helper()
	onThread(func() {
		if err = unix.Unshare(unix.CLONE_NEWNET); err != nil {
			return
		}
		if device, err = openTUN("line"); err != nil {
			return
		}
		t.Cleanup(func() { device.Close() })
		for _, args := range []string{
			"addr add " + own + " peer " + peer + " dev line",
			"link set line up",
			"link set lo up",
			// Windows and Linux come with cubic. A machine's own choice would make
			// two machines' figures two different things.
			"route change " + peer + " dev line src " + own + " congctl cubic",
		} {
			out, failed := exec.Command("ip", strings.Fields(args)...).CombinedOutput()
			if err = failed; errors.Is(err, exec.ErrNotFound) {
				return
			} else if err != nil {
				err = fmt.Errorf("ip %s: %w: %s", args, err, out)
				return
			}
		}
		var fd int
		if fd, err = unix.Open("/proc/thread-self/ns/net", unix.O_RDONLY|unix.O_CLOEXEC, 0); err == nil {
			ns = namespace(fd)
			t.Cleanup(func() { unix.Close(fd) })
		}
	})
	for _, e := range []error{unix.EPERM, unix.EACCES, unix.ENOENT, unix.ENODEV, exec.ErrNotFound} {
		if errors.Is(err, e) {
			return 0, nil, errNoLine
		}
	}
	return ns, device, err
}

// openTUN makes the device in the thread's namespace.
func openTUN(name string) (*os.File, error) {
	r, err := unix.NewIfreq(name)
	if err != nil {
		return nil, err
	}
	r.SetUint16(unix.IFF_TUN | unix.IFF_NO_PI)
	fd, err := unix.Open("/dev/net/tun", unix.O_RDWR|unix.O_NONBLOCK|unix.O_CLOEXEC, 0)
	if err != nil {
		return nil, err
	}
	if err := unix.IoctlIfreq(fd, unix.TUNSETIFF, r); err != nil {
		unix.Close(fd)
		return nil, err
	}
	return os.NewFile(uintptr(fd), name), nil
}

// carry takes packets from one end to the other until an end is closed. The
// seed is of the loss: which packets it meets depends on their order all the
// same.
func (l *farLine) carry(from, to *os.File, f fault, seed uint64) {
	type parcel struct {
		due    time.Time
		packet []byte
	}
	under := make(chan parcel, 1<<15)
	defer close(under)
	go func() {
		for p := range under {
			time.Sleep(time.Until(p.due))
			to.Write(p.packet) // an end that is closed takes nothing
		}
	}()
	rnd := rand.New(rand.NewPCG(seed, 7))
	var sent time.Time // when all that waits is on its way
	buf := make([]byte, 1<<16)
	for {
		n, err := from.Read(buf)
		if err != nil {
			return
		}
		now := time.Now()
		l.moved.Store(now.UnixNano())
		if asksForConnection(buf[:n]) {
			l.begun.CompareAndSwap(0, now.UnixNano())
		}
		if sent.Before(now) {
			sent = now
		}
		if rnd.Float64() < f.loss || sent.Sub(now) > f.buffer {
			continue
		}
		sent = sent.Add(time.Duration(float64(n) * 8 / f.rate * float64(time.Second)))
		under <- parcel{sent.Add(f.delay), append([]byte(nil), buf[:n]...)}
	}
}

// asksForConnection tells TCP's first packet: SYN without ACK.
func asksForConnection(p []byte) bool {
	if len(p) < 20 || p[0]>>4 != 4 || p[9] != unix.IPPROTO_TCP {
		return false
	}
	head := int(p[0]&15) * 4
	return len(p) > head+13 && p[head+13]&0x12 == 0x02
}

// quiet waits until nothing of what went before is on the line, and begins a
// new measure: taken gives the time from the next first packet.
func (l *farLine) quiet() {
	for time.Since(time.Unix(0, l.moved.Load())) < time.Second {
		time.Sleep(50 * time.Millisecond)
	}
	l.begun.Store(0)
}

func (l *farLine) taken() time.Duration { return time.Since(time.Unix(0, l.begun.Load())) }

// do runs fn on a thread in the namespace: sockets made there and programs
// started there are in it for good. What fn leaves to other goroutines is not.
func (n namespace) do(fn func() error) (err error) {
	onThread(func() {
		if err = unix.Setns(int(n), unix.CLONE_NEWNET); err == nil {
			err = fn()
		}
	})
	return err
}

// inside is do for what ends the test by itself where it goes wrong.
func inside(t *testing.T, n namespace, fn func()) {
	t.Helper()
	if err := n.do(func() error { fn(); return nil }); err != nil {
		t.Fatal(err)
	}
	if t.Failed() {
		t.FailNow()
	}
}

// onThread runs fn on an operating system's thread that ends with it.
func onThread(fn func()) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		runtime.LockOSThread()
		fn()
	}()
	<-done
}
