# The simulator in a container.
#   docker build -t mijnoverheid-sim .
#   docker run --rm -p 8443:8443 -p 8080:8080 -p 8444:8444 -p 8090:8090 -e MOSIM_BEHEER_TOKEN=geheim mijnoverheid-sim
# scripts/check_dockerfile runs these steps where there is no container engine.

FROM debian:12-slim AS build
WORKDIR /src
COPY scripts/setup scripts/setup
RUN scripts/setup
COPY . .
RUN scripts/build && strip build/release/mijnoverheid-sim

FROM debian:12-slim
RUN apt-get update -qq \
 && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
      libcpp-httplib0.11 libcurl4 libfmt9 libgcc-s1 libpugixml1v5 libqrcodegencpp1 libspdlog1.10 libsqlite3-0 libssl3 \
      libstdc++6 libxml2 libxmlsec1 libxmlsec1-openssl libyaml-0-2 libzip4 zlib1g \
 && rm -rf /var/lib/apt/lists/*
RUN useradd --uid 10001 --user-group --no-create-home --home-dir /data mosim \
 && install -d -o mosim -g mosim /data
COPY --from=build /src/build/release/mijnoverheid-sim /usr/local/bin/mijnoverheid-sim
USER mosim
WORKDIR /data
VOLUME /data
# All interfaces of the container; the beheer door then asks for a token: MOSIM_BEHEER_TOKEN, or else the one in /data/beheer-token.
ENV MOSIM_DATA_DIR=/data MOSIM_BIND=0.0.0.0
EXPOSE 8443 8080 8444 8090
HEALTHCHECK --interval=2s --timeout=5s --start-period=60s --retries=30 CMD ["mijnoverheid-sim", "readyz"]
ENTRYPOINT ["mijnoverheid-sim"]
CMD ["serve"]
