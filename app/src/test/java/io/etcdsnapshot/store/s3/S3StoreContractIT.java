package io.etcdsnapshot.store.s3;

import io.etcdsnapshot.backup.WritableStore;
import io.etcdsnapshot.location.S3Location;
import io.etcdsnapshot.store.Place;
import io.etcdsnapshot.store.StoreContract;
import io.etcdsnapshot.testing.S3Gateway;
import io.etcdsnapshot.testing.S3Gateway.Kind;
import io.etcdsnapshot.testing.Sets;
import java.time.Clock;
import org.junit.jupiter.api.Nested;

/** The contract of all stores, on real servers: with versions, without, and where the server is not trusted. */
class S3StoreContractIT {
    @Nested
    class OnCeph extends OnServer {
        OnCeph() {
            super(Kind.CEPH, false, false);
        }
    }

    @Nested
    class OnCephWithVersions extends OnServer {
        OnCephWithVersions() {
            super(Kind.CEPH, true, false);
        }

        /** Ceph checks no conditions where a bucket keeps versions. */
        @Override
        protected boolean keepsWritersApart() {
            return false;
        }
    }

    @Nested
    class OnCephReadBack extends OnServer {
        OnCephReadBack() {
            super(Kind.CEPH, false, true);
        }
    }

    @Nested
    class OnS3Proxy extends OnServer {
        OnS3Proxy() {
            super(Kind.S3PROXY, false, false);
        }
    }

    abstract static class OnServer extends StoreContract {
        private final S3Gateway gateway;
        private final boolean versions;
        private final boolean readBack;

        OnServer(Kind kind, boolean versions, boolean readBack) {
            this.gateway = S3Gateway.shared(kind);
            this.versions = versions;
            this.readBack = readBack;
        }

        @Override
        protected Place newPlace() {
            String bucket = versions ? gateway.newLockingBucket() : gateway.newBucket();
            return new BucketPlace(gateway, bucket, "a place/of +sets");
        }

        @Override
        protected WritableStore storeAt(Place place, String below) {
            BucketPlace there = (BucketPlace) place;
            String prefix = below.isEmpty() ? there.prefix() : there.prefix() + "/" + below;
            S3Settings usual = gateway.settings();
            S3Settings settings = new S3Settings(
                    usual.server(), usual.credentials(), null, readBack, usual.stall(), usual.patience());
            return new S3Store(new S3Location(there.bucket(), prefix), settings, Clock.systemUTC(), Sets.SILENT);
        }
    }
}
