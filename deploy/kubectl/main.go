// kubectl as the Flink bakery drives it, built from the module that kubectl's own main package wraps: sources and checksums come from the
// Go module proxy, like those of sops. https://github.com/kubernetes/kubectl
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
