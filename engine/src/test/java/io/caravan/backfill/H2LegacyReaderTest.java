package io.caravan.backfill;

class H2LegacyReaderTest implements LegacyReaderContract {

    @Override
    public LegacyHospital hospital() {
        return LegacyHospital.onH2();
    }
}
