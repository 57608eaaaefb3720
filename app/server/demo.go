package main

import (
	"cmp"
	"context"
	"os"

	"oso/internal/demo"
	"oso/internal/errs"
	"oso/internal/pdf"
	"oso/internal/server/keys"
)

// demonstrate is the one way from this program to what is made up.
func demonstrate(k *call) func(context.Context) (answer, error) {
	var cfg demo.Config
	k.flags.StringVar(&cfg.Listen, "listen", "127.0.0.1:0", "`ADDR` of the clinic's door")
	k.flags.StringVar(&cfg.Console, "console", "127.0.0.1:0", "`ADDR` of the staff's pages, plain HTTP on loopback")
	k.flags.BoolVar(&cfg.Autopilot, "autopilot", false, "made-up staff act on every case by themselves")
	tracesFlag(k, &cfg.Traces)
	return func(ctx context.Context) (answer, error) {
		cfg.Traces = cmp.Or(cfg.Traces, k.env(tracesEnv))
		cfg.Dir, cfg.Database, cfg.Blobs, cfg.Env = k.data, k.database, k.blobs, k.env
		if cfg.Dir == "" && (cfg.Database != "" || cfg.Blobs != "") {
			return nil, errs.E(errs.Usage, "demonstrate", "What the demonstration knows of its people has to last as long as its database. Nothing was made. Give a folder for it with --data.")
		}
		if cfg.Dir == "" {
			tmp, err := os.MkdirTemp("", "oso-demo-")
			if err != nil {
				return nil, errs.Op(err, "make demonstration's folder")
			}
			defer os.RemoveAll(tmp)
			cfg.Dir = tmp
		}
		cfg.MasterFile, cfg.MasterText = k.masterFile, k.env(keys.MasterEnv)
		cfg.Out, cfg.Now, cfg.Log = k.out, k.now, k.log()
		var err error
		if cfg.PDFChild, err = pdf.Self(); err != nil {
			return nil, errs.Op(err, "demonstrate")
		}
		return nil, demo.Run(ctx, cfg)
	}
}
