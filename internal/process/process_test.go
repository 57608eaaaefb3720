package process

import (
	"os"
	"testing"
)

func TestTakeSecretsLeavesNothingToInherit(t *testing.T) {
	t.Setenv("OSO_PROCESS_SECRET", "a secret")
	t.Setenv("OSO_PROCESS_EMPTY", "")
	taken := TakeSecrets("OSO_PROCESS_SECRET", "OSO_PROCESS_EMPTY", "OSO_PROCESS_UNSET")
	if taken["OSO_PROCESS_SECRET"] != "a secret" {
		t.Error("the secret was not read")
	}
	if _, ok := taken["OSO_PROCESS_UNSET"]; ok || len(taken) != 2 {
		t.Errorf("%d variables were taken, want the two that are set", len(taken))
	}
	for name := range taken {
		if _, still := os.LookupEnv(name); still {
			t.Errorf("%s is still there for children to inherit", name)
		}
	}
}
