package main

import (
	"math"
	"testing"
)

func TestSizes(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int64{"0": 0, "17": 17, "1KB": 1024, "500 MB": 500 << 20, "2gb": 2 << 30, "1TB": 1 << 40, "9223372036854775807": math.MaxInt64} {
		var s size
		if err := s.Set(text); err != nil || int64(s) != want {
			t.Errorf("%s: %d, %v", text, s, err)
		}
	}
	for _, bad := range []string{"", "-1", "1.5GB", "GB", "9000000000TB", "all"} {
		var s size
		if s.Set(bad) == nil {
			t.Errorf("%q is %d", bad, s)
		}
	}
}
