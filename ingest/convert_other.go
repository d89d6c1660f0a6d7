//go:build !linux

package ingest

import "context"

// Convert needs namespaces of Linux to keep the converter from the network; it
// converts nothing elsewhere.
func Convert(context.Context, []byte, string, Limits) ([]byte, error) {
	return nil, &conversionError{why: "此系统不支持隔离转换"}
}
