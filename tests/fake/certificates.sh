#!/bin/sh
# SPDX-License-Identifier: ISC
#
# certificates.sh DIR - a certificate authority, DIR/ca.pem, and certificates
# with their keys for tests: good (localhost), wrong (another name), expired,
# selfsigned, client, address (127.0.0.1).
set -e
cd "$1"
exec >/dev/null 2>&1
new='-newkey ec -pkeyopt ec_paramgen_curve:prime256v1'
openssl req -x509 $new -nodes -keyout ca.key -out ca.pem -days 400 -subj "/CN=Test CA" \
	-addext basicConstraints=critical,CA:TRUE
make() { # name, subject alternative name, days
	openssl req $new -nodes -keyout "$1.key" -out "$1.csr" -subj "/CN=$1"
	printf 'subjectAltName=%s\n' "$2" >"$1.ext"
	openssl x509 -req -in "$1.csr" -CA ca.pem -CAkey ca.key -CAcreateserial -days "$3" -extfile "$1.ext" -out "$1.crt"
	cat "$1.crt" "$1.key" >"$1.pem"
}
make good DNS:localhost 400
make wrong DNS:other.example 30
make address IP:127.0.0.1 30
make client DNS:client.example 30
make expired DNS:localhost -1
openssl req -x509 $new -nodes -keyout selfsigned.key -out selfsigned.crt -days 30 -subj /CN=localhost \
	-addext subjectAltName=DNS:localhost
cat selfsigned.crt selfsigned.key >selfsigned.pem
