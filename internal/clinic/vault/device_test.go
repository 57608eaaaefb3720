package vault

import (
	"context"
	"testing"

	"oso/internal/errs"
)

// Who was removed may have a copy of the device key: another takes its place.
func TestDeviceKeyIsRenewedAfterARemoval(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	d := newDesk(t)
	v := d.open()
	if _, err := v.AddUser(ctx, staffName, Staff, staffPass); err != nil {
		t.Fatal(err)
	}
	old, err := v.DeviceKey(ctx)
	if err != nil || v.NextDevice() != nil {
		t.Fatal(err, "a renewal is due from the start")
	}
	was := old.Public()
	if err := v.RemoveUser(ctx, staffName); err != nil {
		t.Fatal(err)
	}
	next := v.NextDevice()
	if next == nil {
		t.Fatal("no renewal is due")
	}
	want := next.Public()
	v.Close()

	v = d.open() // the exchange comes later
	defer v.Close()
	if k, err := v.DeviceKey(ctx); err != nil || string(k.Public()) != string(was) {
		t.Fatal("the key in use changed by itself", err)
	}
	if next = v.NextDevice(); next == nil || string(next.Public()) != string(want) {
		t.Fatal("the key that was named is not the one that is due")
	}
	wantKind(t, v.AdoptDevice(ctx, was), errs.Conflict)
	if err := v.AdoptDevice(ctx, want); err != nil {
		t.Fatal(err)
	}
	if k, err := v.DeviceKey(ctx); err != nil || string(k.Public()) != string(want) || v.NextDevice() != nil {
		t.Error("the new key is not in use", err)
	}
	wantKind(t, v.AdoptDevice(ctx, want), errs.Conflict)
	if report, err := v.Verify(ctx, nil); err != nil || len(report.Damaged) > 0 {
		t.Error(report, err)
	}
}

// The service may take a key while the next one is made already: none that it
// may have heard of is let go before a later one is in.
func TestEveryKeyThatWasDueCanBeAdopted(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	for taken := range 3 {
		d := newDesk(t)
		v := d.open()
		if _, err := v.DeviceKey(ctx); err != nil {
			t.Fatal(err)
		}
		var due []string
		for range 3 {
			if _, err := v.AddUser(ctx, staffName, Staff, staffPass); err != nil {
				t.Fatal(err)
			}
			if err := v.RemoveUser(ctx, staffName); err != nil {
				t.Fatal(err)
			}
			due = append(due, string(v.NextDevice().Public()))
		}
		check := func(device string, due []string) {
			t.Helper()
			if k, err := v.DeviceKey(ctx); err != nil || string(k.Public()) != device {
				t.Errorf("key %d was taken, and another is in use, %v", taken, err)
			}
			all := v.NextDevices()
			if len(all) != len(due) {
				t.Fatalf("key %d was taken: %d are due", taken, len(all))
			}
			for i, k := range all {
				if string(k.Public()) != due[i] {
					t.Errorf("key %d was taken: the order of those that are due changed", taken)
				}
			}
		}
		v.Close()
		v = d.open()
		if err := v.AdoptDevice(ctx, []byte(due[taken])); err != nil {
			t.Fatal(err)
		}
		check(due[taken], due[taken+1:])
		v.Close()
		v = d.open()
		check(due[taken], due[taken+1:])
		v.Close()
	}
}
