package hengji

import "time"

// Beijing is the zone of every day and moment that is told: deadlines, receipts, the
// page. Its clock has no summer time, and the machine's own is not asked.
var Beijing = time.FixedZone("UTC+8", 8*60*60)
