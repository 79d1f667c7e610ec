drop table if exists medications;
drop table if exists results;
drop table if exists orders;
drop table if exists allergies;
drop table if exists encounters;
drop table if exists patients;

create table patients (
    mrn varchar(20) primary key,
    family_name varchar(60),
    given_name varchar(60),
    birth_date date,
    sex char(1),
    street varchar(80),
    city varchar(40),
    state varchar(2),
    postal_code varchar(10),
    phone varchar(20),
    marital_status char(1),
    deceased_at timestamp null,
    deleted smallint not null,
    last_updated timestamp null
);

create table encounters (
    visit_number varchar(20) primary key,
    mrn varchar(20) not null,
    patient_class char(1),
    admitted_at timestamp null,
    discharged_at timestamp null,
    ward varchar(10),
    room varchar(10),
    bed varchar(10),
    last_updated timestamp null
);

create table allergies (
    allergy_number varchar(20) primary key,
    mrn varchar(20) not null,
    allergy_type varchar(4),
    code varchar(20),
    name varchar(60),
    severity varchar(4),
    reaction varchar(60),
    status char(1),
    last_updated timestamp null
);

create table orders (
    order_number varchar(20) primary key,
    filler_number varchar(20),
    mrn varchar(20) not null,
    code varchar(20),
    name varchar(60),
    status varchar(4),
    priority char(1),
    ordered_at timestamp null,
    orderer varchar(60),
    last_updated timestamp null
);

create table results (
    result_id bigint primary key,
    order_number varchar(20),
    filler_number varchar(20),
    mrn varchar(20) not null,
    panel_code varchar(20),
    panel_name varchar(60),
    test_code varchar(20),
    test_name varchar(60),
    result_value varchar(200),
    value_type varchar(4),
    unit varchar(20),
    reference_range varchar(30),
    abnormal_flag varchar(4),
    status char(1),
    observed_at timestamp null,
    reported_at timestamp null,
    note varchar(200),
    last_updated timestamp null
);

create table medications (
    order_number varchar(20) primary key,
    prescription_number varchar(20),
    mrn varchar(20) not null,
    drug_code varchar(20),
    drug_system varchar(10),
    drug_name varchar(80),
    dose varchar(20),
    dose_unit varchar(10),
    route varchar(10),
    frequency varchar(10),
    start_at timestamp null,
    stop_at timestamp null,
    status varchar(4),
    last_updated timestamp null
);
