// kubectl for the Flink bakery, built from the module that kubectl's own main package wraps, so that sources and
// checksums come from the Go module proxy. https://github.com/kubernetes/kubectl
package main

import (
	"os"

	"k8s.io/component-base/cli"
	"k8s.io/kubectl/pkg/cmd"
	"k8s.io/kubectl/pkg/cmd/util"

	// sign-in plugins that a kubeconfig may name
	_ "k8s.io/client-go/plugin/pkg/client/auth"
)

func main() {
	if err := cli.RunNoErrOutput(cmd.NewDefaultKubectlCommand()); err != nil {
		util.CheckErr(err)
	}
	os.Exit(0)
}
