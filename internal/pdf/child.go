package pdf

import (
	"bufio"
	"encoding/json"
	"io"
	"os"
	"runtime/debug"
	"runtime/metrics"
	"sync/atomic"
	"time"
)

// ChildCommand is the hidden subcommand under which programs call ChildMain.
const ChildCommand = "pdf-text"

// Self is the command line that runs the present program as the child. The
// program's main must call ChildMain when its only argument is ChildCommand.
func Self() ([]string, error) {
	exe, err := os.Executable()
	if err != nil {
		return nil, err
	}
	return []string{exe, ChildCommand}, nil
}

// order goes before a file's bytes, as one line: what the child may take for it.
type order struct {
	File         int   `json:"file"` // its number, which every message about it carries
	Size         int64 `json:"size"` // of the bytes that follow
	Memory       int64 `json:"memory"`
	Text         int   `json:"text"`
	Milliseconds int64 `json:"milliseconds"` // after which no further page is begun
	Sheets       bool  `json:"sheets,omitempty"`
	First        int   `json:"first,omitempty"`
	Last         int   `json:"last,omitempty"`
}

// A child takes no other file once it holds more than grown bytes or has
// served serves files: what a library does not give back, or keeps of many
// files, ends with the process.
const (
	grown  = 96 << 20
	serves = 500
)

// stackMost bounds a recursion without end, which costs time and memory before
// it dies, where Go's own bound is a gigabyte.
const stackMost = 64 << 20

// ChildMain is the child's program: orders and PDFs on in, lines of discrepancies on
// out, until in ends. It gives the process's exit code and must be the only
// thing the process does: it lowers the process's limits and ends it when they
// are exceeded.
func ChildMain(in io.Reader, out io.Writer) int {
	limitProcess()
	debug.SetMaxStack(stackMost)
	debug.SetGCPercent(300) // most files are small, and the limit below holds
	watch := newWatch()
	r := bufio.NewReaderSize(in, 64<<10)
	for n := 1; ; n++ {
		line, err := readLine(r)
		var o order
		if err != nil || json.Unmarshal(line, &o) != nil || o.Size < 0 {
			return 0 // no further file
		}
		e := extract{
			out: json.NewEncoder(out), file: o.File, left: o.Text,
			until: time.Now().Add(time.Duration(o.Milliseconds) * time.Millisecond),
		}
		watch.begin(o.Memory)
		whole := e.all(r, o)
		watch.end()
		spent := !whole || n == serves || held() > grown
		e.say(message{Done: true, Spent: spent})
		if spent {
			return 0
		}
	}
}

// watch ends the process when its heap outgrows what the present file may
// take. The kernel's limit does the same where there is one; this holds
// everywhere.
type watch struct {
	base  int64        // address space that the process has before any file
	limit atomic.Int64 // 0: no file is being read
	wake  chan struct{}
}

func newWatch() *watch {
	w := &watch{base: addressSpace(), wake: make(chan struct{}, 1)}
	go w.run()
	return w
}

func (w *watch) begin(memory int64) {
	limitMemory(w.base, memory)
	debug.SetMemoryLimit(memory * 3 / 4)
	w.limit.Store(memory)
	select {
	case w.wake <- struct{}{}:
	default:
	}
}

func (w *watch) end() { w.limit.Store(0) }

func (w *watch) run() {
	sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	for range w.wake { // an idle child does not look
		for limit := w.limit.Load(); limit > 0; limit = w.limit.Load() {
			metrics.Read(sample)
			if int64(sample[0].Value.Uint64()) > limit {
				os.Exit(3)
			}
			time.Sleep(20 * time.Millisecond)
		}
	}
}

// held is what the process has of the system's memory.
func held() int64 {
	sample := []metrics.Sample{{Name: "/memory/classes/total:bytes"}, {Name: "/memory/classes/heap/released:bytes"}}
	metrics.Read(sample)
	return int64(sample[0].Value.Uint64() - sample[1].Value.Uint64())
}
