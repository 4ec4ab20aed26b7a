# A thin front of Meson: what a person types here. `make run` shows netizen at work, `make test`
# tests it, `make help` tells the rest.
#
# Folders it makes, all gone with `make clean`: build (the programs, linked from bin), build-test
# (sanitizers on), build-clang, build-check and build-coverage (make check), build-fuzz,
# build-install, build-deb.
SANITIZED = -Db_sanitize=address,undefined -Doptimization=1
PREFIX ?= /usr/local
SUITES = check unit store sim fuzz-seeds e2e
FUZZ_SECONDS ?= 60
SOAK ?= 300

.PHONY: all help run build test quick bench fuzz soak check coverage format install deb clean stranger
all: build

help:
	@sed -n 's/^## //p' Makefile

## make build     the programs, into bin
build: build/build.ninja
	ninja -C build
	@tools/bin build

build/build.ninja:
	@tools/need build
	meson setup -Dtests=false build

## make run       a provider of its own, swept against real name servers
run:
	@tools/need build rig
	@$(MAKE) --no-print-directory build
	demo/run

## make test      everything with sanitizers; ends with "N passed, N failed, N skipped"
test: build-test/build.ninja
	@tools/need build test rig
	ninja -C build-test
	@test/run build-test $(SUITES)

## make quick     the rules of the house and the unit tests only
quick: build-test/build.ninja
	ninja -C build-test
	@test/run build-test check unit

build-test/build.ninja:
	@tools/need build test rig
	meson setup $(SANITIZED) -Db_lundef=false build-test

## make bench     the numbers, beside their rivals
bench:
	@tools/need build rig bench
	@$(MAKE) --no-print-directory build
	ninja -C build benches
	bench/run build

## make fuzz      every fuzz target, FUZZ_SECONDS=60 each
fuzz:
	@tools/need build test fuzz
	@[ -f build-fuzz/build.ninja ] || CC=clang meson setup -Dfuzz=true $(SANITIZED) -Db_lundef=false build-fuzz
	ninja -C build-fuzz fuzzers
	test/fuzz/run build-fuzz $(FUZZ_SECONDS)

## make soak      days of watching made up at random, SOAK=300 of them, and as many kills
soak: build-test/build.ninja
	ninja -C build-test
	test/soak build-test $(SOAK)

## make check     both compilers, layout, linters, analyzers
check:
	@tools/need build test rig check
	test/check/all

## make coverage  how much of proto and model the unit tests run; fails below 95 %
coverage:
	@tools/need build test check
	test/check/coverage

## make format    lays the sources out as clang-format does
format:
	clang-format -i $$(git ls-files '*.c' '*.h')

## make install   below PREFIX=/usr/local and DESTDIR
install:
	@tools/need build
	@[ -f build-install/build.ninja ] || meson setup -Dtests=false -Dbuildtype=release build-install
	meson configure -Dprefix=$(PREFIX) build-install
	ninja -C build-install
	meson install --no-rebuild -C build-install

## make deb       the Debian package, into build-deb
deb:
	@tools/need build test deb
	tools/deb

## make stranger  README's two commands in a fresh Debian root
stranger:
	@tools/need rig
	test/stranger

## make clean     away with all that was made here
clean:
	-test/rig clean
	rm -rf bin build build-test build-clang build-check build-coverage build-fuzz build-install build-deb
