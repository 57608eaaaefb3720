package pdf

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"os/exec"
	"runtime"
	"sync"
)

// Pool keeps children that read one file after another, so that small files do
// not each pay for a process. A child serves one file at a time; one that died,
// was stopped, or says that it holds too much is replaced, and what another
// child read before has no part in what is said about a file. There are never
// more children than files being read at once.
//
// Close ends all children, and so does the end of the program, whatever ends it.
type Pool struct {
	command []string

	mu     sync.Mutex
	idle   []*worker
	closed bool
	start  chan starting // to the thread that starts children; nil before the first
}

// NewPool makes a pool of children that run the command line given, which must
// call ChildMain: Self as a rule. Nothing runs before the first file.
func NewPool(command []string) *Pool { return &Pool{command: command} }

// Close ends the children. Files that are being read lose their text.
func (p *Pool) Close() {
	p.mu.Lock()
	idle, start := p.idle, p.start
	p.idle, p.start, p.closed = nil, nil, true
	p.mu.Unlock()
	for _, w := range idle {
		w.end()
	}
	if start != nil {
		close(start)
	}
}

// worker is one child.
type worker struct {
	cmd    *exec.Cmd
	in     io.WriteCloser
	out    *bufio.Reader
	served int // files
}

type starting struct {
	cmd  *exec.Cmd
	done chan error
}

// starter starts children on one thread that lives as long as the pool: the
// kernel ends a child with the thread that started it (confine), so a thread
// that Go gives back would take them along.
func starter(start <-chan starting) {
	runtime.LockOSThread() // never unlocked: the thread ends with this function, and with it every child
	for s := range start {
		s.done <- s.cmd.Start()
	}
}

// take is a child that waits for a file, or a new one; nil where none can be
// started. fresh wants a new one.
func (p *Pool) take(fresh bool) *worker {
	p.mu.Lock()
	defer p.mu.Unlock()
	if n := len(p.idle); n > 0 && !fresh {
		w := p.idle[n-1]
		p.idle = p.idle[:n-1]
		return w
	}
	if p.closed || len(p.command) == 0 {
		return nil
	}
	w := &worker{cmd: exec.Command(p.command[0], p.command[1:]...)}
	w.cmd.Env = []string{} // nothing of ours: no passphrase, no home
	confine(w.cmd)
	in, err := w.cmd.StdinPipe()
	if err != nil {
		return nil
	}
	out, err := w.cmd.StdoutPipe()
	if err != nil {
		return nil
	}
	w.in, w.out = in, bufio.NewReaderSize(out, 64<<10)
	if p.start == nil {
		p.start = make(chan starting)
		go starter(p.start)
	}
	done := make(chan error)
	p.start <- starting{w.cmd, done}
	if <-done != nil {
		return nil
	}
	return w
}

// give takes a child back that is ready for another file.
func (p *Pool) give(w *worker) {
	p.mu.Lock()
	if !p.closed {
		p.idle = append(p.idle, w)
		w = nil
	}
	p.mu.Unlock()
	if w != nil {
		w.end()
	}
}

// end kills the child and waits until it is gone.
func (w *worker) end() {
	w.cmd.Process.Kill()
	w.cmd.Wait()
}

// read gives the file to a child and gathers what it reports. Whatever becomes
// of the child is no error, nor that none can be started; an error is only that
// r cannot be read.
func (p *Pool) read(ctx context.Context, r io.ReaderAt, size int64, o Options) (*report, error) {
	for fresh := false; ; fresh = true {
		w := p.take(fresh)
		if w == nil {
			return &report{limit: true}, nil
		}
		used := w.served > 0
		got, stopped, err := w.read(ctx, io.NewSectionReader(r, 0, size), size, o)
		if got.Done && !got.Spent && !stopped && err == nil {
			p.give(w)
		} else {
			w.end()
		}
		// A child that died may have died of what it read before, or while it
		// waited: what is said of a file must not hang on the ones before it.
		if got.Done || !used || stopped || err != nil {
			return got, err
		}
	}
}

// read hands over one file. stopped tells that the child had to be ended: the
// time was up, or ctx ended.
func (w *worker) read(ctx context.Context, r io.Reader, size int64, o Options) (got *report, stopped bool, err error) {
	timed, cancel := context.WithTimeout(ctx, o.Time)
	defer cancel()
	unwatch := context.AfterFunc(timed, func() { w.cmd.Process.Kill() })
	w.served++
	from := &source{r: r}
	sent := make(chan bool, 1)
	go func() { sent <- w.send(from, size, o) }()
	got = &report{}
	got.gather(w.out, w.served, o.Text, size)
	stopped = !unwatch() || timed.Err() != nil
	if !got.Done {
		w.cmd.Process.Kill() // else what is being written to it would wait
	}
	if !<-sent {
		got.Spent = true
	}
	got.limit = !got.Done
	if from.err != nil && !stopped {
		return got, stopped, unreadable(from.err)
	}
	return got, stopped, nil
}

// send writes the order and the file. A file that ends early ends the child's
// input too, which then reads what came and takes no other.
func (w *worker) send(r io.Reader, size int64, o Options) bool {
	head, err := json.Marshal(order{File: w.served, Size: size, Memory: o.Memory + size, Text: o.Text, Milliseconds: o.Time.Milliseconds() / 2, Sheets: o.sheets, First: o.first, Last: o.last})
	if err != nil {
		return false
	}
	if _, err = w.in.Write(append(head, '\n')); err == nil {
		var n int64
		n, err = io.Copy(w.in, r)
		if err == nil && n == size {
			return true
		}
	}
	w.in.Close()
	return false
}

// source remembers why a file could not be read.
type source struct {
	r   io.Reader
	err error
}

func (s *source) Read(b []byte) (int, error) {
	n, err := s.r.Read(b)
	if err != nil && err != io.EOF {
		s.err = err
	}
	return n, err
}
