package vault

import (
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"sync"
	"sync/atomic"
	"time"
)

// wash overwrites what the program has let go of. Go zeroes memory when it is
// given out again, not when it is let go: until then garbage keeps what it
// held. So everything that lies free in pages of which a part is in use is taken
// once, which zeroes it, and let go again; pages that are wholly free go back to
// the system, which gives none back as it was. Stacks that ended are overwritten
// the same way. What is still in use stays as it is.
func wash() {
	// A collection in between would have new pages taken while old ones lie free.
	defer debug.SetGCPercent(debug.SetGCPercent(-1))
	runtime.GC() // pools keep what they hold over one collection
	debug.FreeOSMemory()
	kept := fillHeap()
	runtime.GC() // each processor gives back the pages it had at hand
	again := fillHeap()
	runtime.KeepAlive(kept)
	runtime.KeepAlive(again)
	fillStacks()
	debug.FreeOSMemory()
	overwriteFrames()
}

// filling is what was taken, so that nobody gets it twice.
type filling struct {
	plain [][]byte
	words [][]*byte
}

// fillHeap takes objects of every size until new pages are needed for it: then
// nothing of that size lies free in pages in use. Go keeps objects with and
// without pointers apart.
func fillHeap() []filling {
	var kept []filling
	for size := 8; size <= 32<<10; {
		plain := cap(append([]byte(nil), make([]byte, size)...))
		words := cap(append([]*byte(nil), make([]*byte, size/8)...))
		kept = fill(kept, plain, func(f *filling, i int) { f.plain[i] = make([]byte, plain) })
		kept = fill(kept, 8*words, func(f *filling, i int) { f.words[i] = make([]*byte, words) })
		size = (plain + 8) &^ 7
	}
	return kept
}

// fillBatch is how many bytes are taken between two looks at the heap.
const fillBatch = 64 << 10

// fill goes on until two batches in a row came from new pages.
func fill(kept []filling, size int, take func(*filling, int)) []filling {
	n := max(1, fillBatch/size)
	var last int64
	// Others allocate, too: what lay free at first bounds how long this may take.
	for range freeInPages()/int64(n*size) + 16 {
		f := filling{make([][]byte, n), make([][]*byte, n)}
		kept = append(kept, f)
		before := pagesInUse()
		for i := range n {
			take(&f, i)
		}
		grown := pagesInUse() - before
		if last+grown >= int64(2*n*size)*3/4 {
			break
		}
		last = grown
	}
	return kept
}

// pagesInUse are the bytes of all pages that hold objects, used or free.
func pagesInUse() int64 {
	s := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}, {Name: "/memory/classes/heap/unused:bytes"}}
	metrics.Read(s)
	return int64(s[0].Value.Uint64() + s[1].Value.Uint64())
}

func freeInPages() int64 {
	s := []metrics.Sample{{Name: "/memory/classes/heap/unused:bytes"}}
	metrics.Read(s)
	return int64(s[0].Value.Uint64())
}

// fillStacks overwrites this goroutine's stack below here, and those that lie
// free for goroutines to come. Go keeps free ones of four sizes, some with each
// processor; larger ones are pages of their own.
func fillStacks() {
	burn32k()
	runtime.GC() // what growing and shrinking left goes to where goroutines take from
	for _, burn := range []func(){burn2k, burn4k, burn8k, burn16k} {
		onEach(func() {
			var begun sync.WaitGroup
			hold := make(chan struct{})
			for range 200 {
				begun.Add(1)
				go func() {
					burn()
					begun.Done()
					<-hold
				}()
			}
			begun.Wait()
			close(hold)
		})
	}
}

// onEach runs fn on all processors at once, as far as they come in time.
func onEach(fn func()) {
	n := runtime.GOMAXPROCS(0)
	var here atomic.Int32
	var done sync.WaitGroup
	for range n {
		done.Add(1)
		go func() {
			defer done.Done()
			here.Add(1)
			for until := time.Now().Add(20 * time.Millisecond); int(here.Load()) < n && time.Now().Before(until); {
			}
			fn()
		}()
	}
	done.Wait()
}

// Each of these overwrites what a stack of the size has below its caller's
// frame, as far as it fits without growing.

//go:noinline
func burn2k() { var b [860]byte; clear(b[:]); burnRest(); runtime.KeepAlive(&b) }

//go:noinline
func burn4k() { var b [2900]byte; clear(b[:]); burnRest(); runtime.KeepAlive(&b) }

//go:noinline
func burn8k() { var b [7000]byte; clear(b[:]); burnRest(); runtime.KeepAlive(&b) }

//go:noinline
func burn16k() { var b [15100]byte; clear(b[:]); burnRest(); runtime.KeepAlive(&b) }

//go:noinline
func burn32k() { var b [30000]byte; clear(b[:]); burnRest(); runtime.KeepAlive(&b) }

// burnRest overwrites what every stack keeps for functions that may not grow it.
//
//go:noinline
//go:nosplit
func burnRest() {
	var b [600]byte
	for i := range b {
		b[i] = 0
	}
	keep(&b)
}

//go:noinline
//go:nosplit
func keep(*[600]byte) {}
