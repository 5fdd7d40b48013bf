// The Kubernetes provider of Pulumi as a program. Upstream's own main package embeds a schema that the published module
// does not carry. The engine asks for a schema only to generate code and documentation, so an empty one serves here.
package main

import (
	"fmt"

	"github.com/pulumi/pulumi-kubernetes/provider/v4/pkg/provider"
)

// version is set by the linker.
var version = "4.25.0"

func main() {
	schema := fmt.Sprintf(`{"name":"kubernetes","version":%q}`, version)
	provider.Serve("kubernetes", version, []byte(schema), []byte(`{}`))
}
