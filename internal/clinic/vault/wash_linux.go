package vault

import (
	"os"
	"runtime"
	"slices"
	"strconv"
	"sync"
	"syscall"
	"time"
)

// overwriteFrames has every thread overwrite its registers and then the place
// in memory where the system stores them when a signal comes: one may have come
// in the midst of a cipher or a copy, and then half of a cipher's round keys lie
// there. The signal is the one that Go's scheduler uses and that means nothing by
// itself.
//
// Goroutines that hold their threads reach idle ones. The one that waits for the
// network, often that which worked last, is not idle and is woken by their sleep;
// one on the way to being idle is missed. So it is done again until no more are
// reached: Go's own monitor never is, and runs nothing of ours. Locks at the same time
// take the threads that the others hold for new ones, so there is an end to it.
func overwriteFrames() {
	const mostThreads, mostRounds = 256, 8 // some twenty, and two or three, as a rule
	pid := os.Getpid()
	var mu sync.Mutex
	reached := map[int]bool{}
	missed := func() int {
		mu.Lock()
		defer mu.Unlock()
		return len(slices.DeleteFunc(threads(), func(tid int) bool { return reached[tid] }))
	}
	there := threads()
	hold := make(chan struct{})
	defer close(hold)
	for round, before := 0, -1; round < mostRounds; round++ {
		left := min(missed(), mostThreads-len(threads()))
		if left <= 0 || left == before {
			break
		}
		before = left
		var begun sync.WaitGroup
		for range left {
			begun.Add(1)
			go func() {
				time.Sleep(time.Millisecond)
				runtime.LockOSThread()
				tid := syscall.Gettid()
				overwriteRegisters(256)
				_ = syscall.Tgkill(pid, tid, syscall.SIGURG)
				mu.Lock()
				reached[tid] = true
				mu.Unlock()
				begun.Done()
				<-hold
				if slices.Contains(there, tid) {
					runtime.UnlockOSThread()
				} // else it was begun for this, and ends with it
			}()
		}
		begun.Wait()
	}
}

// threads are those of this process; none where the system does not say.
func threads() []int {
	tasks, _ := os.ReadDir("/proc/self/task")
	var list []int
	for _, t := range tasks {
		if tid, err := strconv.Atoi(t.Name()); err == nil {
			list = append(list, tid)
		}
	}
	return list
}

// overwriteRegisters copies as many bytes as pass through all registers that a
// copy uses; n keeps the compiler from choosing another way.
//
//go:noinline
func overwriteRegisters(n int) {
	from, to := make([]byte, n), make([]byte, n)
	copy(to, from)
	runtime.KeepAlive(to)
}
