"""SMS: a gateway that takes one JSON object over HTTP and sends it on."""
