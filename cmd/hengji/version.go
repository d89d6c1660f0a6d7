package main

import (
	"encoding/json"
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"

	"hengji"
)

func versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "程序版本及其主要依赖",
		Args:  noArguments,
		RunE: withSettings(func(cmd *cobra.Command, s settings, _ []string) error {
			info := map[string]string{"hengji": hengji.Version, "go": runtime.Version()}
			if build, ok := debug.ReadBuildInfo(); ok {
				for _, module := range build.Deps {
					switch module.Path {
					case "github.com/duckdb/duckdb-go/v2":
						info["duckdb-go"] = module.Version
					case "github.com/xuri/excelize/v2":
						info["excelize"] = module.Version
					}
				}
			}
			if s.JSON {
				return json.NewEncoder(cmd.OutOrStdout()).Encode(info)
			}
			fmt.Fprintf(cmd.OutOrStdout(), "hengji %s (%s, excelize %s, duckdb-go %s)\n",
				info["hengji"], info["go"], info["excelize"], info["duckdb-go"])
			return nil
		}),
	}
}
