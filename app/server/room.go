package main

import (
	"errors"
	"math"
	"strconv"
	"strings"

	"oso/internal/server"
)

// roomFlags bound what clinics may have on its way, and what of the disk it may
// take. A 0 of the quota is the default.
func roomFlags(k *call, cfg *server.Config) {
	cfg.Reserve = server.DefaultReserve
	k.flags.Var((*size)(&cfg.Reserve), "reserve", "`SIZE` that uploads leave free on the service's own disks; 0: nothing (default 2GB)")
	k.flags.Lookup("reserve").DefValue = "0" // the text says it as people write it
	k.flags.Int64Var(&cfg.Quota.Cases, "quota-cases", 0, "`NUMBER` of cases that a workstation may have on its way (default 50)")
	k.flags.Var((*size)(&cfg.Quota.Desk), "quota-desk", "`SIZE` of what a workstation may have on its way (default 64GB)")
	k.flags.Var((*size)(&cfg.Quota.Clinic), "quota-clinic", "`SIZE` of what a clinic may have on its way (default 128GB)")
	k.flags.Var((*size)(&cfg.Quota.All), "quota-all", "`SIZE` of what all clinics may have on its way (default 1TB)")
}

// size is a number of bytes as people write it: 500MB, 2GB, 1TB, in powers of
// 1024.
type size int64

func (s *size) String() string { return strconv.FormatInt(int64(*s), 10) }

func (s *size) Set(text string) error {
	number, factor := strings.ToUpper(strings.TrimSpace(text)), int64(1)
	for i, unit := range []string{"KB", "MB", "GB", "TB"} {
		if n, ok := strings.CutSuffix(number, unit); ok {
			number, factor = n, 1<<(10*(i+1))
		}
	}
	n, err := strconv.ParseInt(strings.TrimSpace(number), 10, 64)
	if err != nil || n < 0 || n > math.MaxInt64/factor {
		return errors.New("not a size")
	}
	*s = size(n * factor)
	return nil
}
