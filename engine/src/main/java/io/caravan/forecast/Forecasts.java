package io.caravan.forecast;

/** Says when bulk work will be through. Cheap to ask: what it rests on is measured and counted meanwhile. Safe for threads. */
public interface Forecasts {

    /** By the windows in force. */
    Forecast now();

    /** As it would be, if. Changes nothing. */
    Forecast under(WhatIf whatIf);
}
