package io.caravan.target.fhir;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.rest.annotation.IdParam;
import ca.uhn.fhir.rest.annotation.Read;
import ca.uhn.fhir.rest.annotation.ResourceParam;
import ca.uhn.fhir.rest.annotation.Transaction;
import ca.uhn.fhir.rest.annotation.TransactionParam;
import ca.uhn.fhir.rest.annotation.Update;
import ca.uhn.fhir.rest.api.MethodOutcome;
import ca.uhn.fhir.rest.server.IResourceProvider;
import ca.uhn.fhir.rest.server.RestfulServer;
import ca.uhn.fhir.rest.server.exceptions.BaseServerResponseException;
import ca.uhn.fhir.rest.server.exceptions.PreconditionFailedException;
import ca.uhn.fhir.rest.server.exceptions.ResourceNotFoundException;
import ca.uhn.fhir.rest.server.exceptions.UnprocessableEntityException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Resource;

/**
 * A HAPI FHIR R4 server over HTTP with resources in memory: it parses strictly, keeps versions, minds If-Match, refuses what
 * refers to an unknown patient, and takes batches.
 */
final class FhirServer implements AutoCloseable {
    private final Map<String, Resource> stored = new ConcurrentHashMap<>();
    private final AtomicInteger batches = new AtomicInteger();
    private final AtomicInteger puts = new AtomicInteger();
    private final AtomicBoolean takesBatches = new AtomicBoolean(true);
    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server);

    FhirServer() {
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        RestfulServer rest = new RestfulServer(FhirContext.forR4Cached());
        rest.setResourceProviders(List.of(new Patients(), new Observations()));
        rest.setProviders(new Batches());
        ServletContextHandler handler = new ServletContextHandler("/");
        handler.addServlet(new ServletHolder(rest), "/fhir/*");
        server.setHandler(handler);
        try {
            server.start();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    URI base() {
        return URI.create("http://127.0.0.1:" + connector.getLocalPort() + "/fhir");
    }

    Resource get(String reference) {
        return stored.get(reference);
    }

    int size() {
        return stored.size();
    }

    int batches() {
        return batches.get();
    }

    int puts() {
        return puts.get();
    }

    void refuseBatches() {
        takesBatches.set(false);
    }

    /** Somebody else writes to the server. */
    void changeBehindOurBack(Patient patient) {
        update(patient, new IdType("Patient", patient.getIdElement().getIdPart()));
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private synchronized MethodOutcome update(Resource resource, IdType id) {
        puts.incrementAndGet();
        String reference = id.getResourceType() + "/" + id.getIdPart();
        Resource present = stored.get(reference);
        long version = present == null ? 0 : Long.parseLong(present.getMeta().getVersionId());
        if (id.hasVersionIdPart() && id.getVersionIdPartAsLong() != version) {
            throw new PreconditionFailedException("version is " + version);
        }
        if (resource instanceof Observation observation
                && !stored.containsKey(observation.getSubject().getReference())) {
            throw new UnprocessableEntityException("unknown patient");
        }
        resource.getMeta().setVersionId(Long.toString(version + 1));
        resource.setId(new IdType(id.getResourceType(), id.getIdPart(), Long.toString(version + 1)));
        stored.put(reference, resource);
        MethodOutcome outcome = new MethodOutcome(resource.getIdElement(), present == null);
        outcome.setResource(resource);
        return outcome;
    }

    private Resource read(IdType id) {
        Resource present = stored.get(id.getResourceType() + "/" + id.getIdPart());
        if (present == null) {
            throw new ResourceNotFoundException(id);
        }
        return present;
    }

    /** Methods are found by HAPI through their annotations. */
    public final class Patients implements IResourceProvider {
        @Override
        public Class<? extends IBaseResource> getResourceType() {
            return Patient.class;
        }

        @Update
        public MethodOutcome put(@IdParam IdType id, @ResourceParam Patient patient) {
            return update(patient, id);
        }

        @Read
        public Patient get(@IdParam IdType id) {
            return (Patient) read(id);
        }
    }

    /** Methods are found by HAPI through their annotations. */
    public final class Observations implements IResourceProvider {
        @Override
        public Class<? extends IBaseResource> getResourceType() {
            return Observation.class;
        }

        @Update
        public MethodOutcome put(@IdParam IdType id, @ResourceParam Observation observation) {
            return update(observation, id);
        }

        @Read
        public Observation get(@IdParam IdType id) {
            return (Observation) read(id);
        }
    }

    /** Methods are found by HAPI through their annotations. */
    public final class Batches {
        @Transaction
        public Bundle batch(@TransactionParam Bundle bundle) {
            if (!takesBatches.get()) {
                throw new UnprocessableEntityException("no batches here");
            }
            batches.incrementAndGet();
            Bundle answer = new Bundle().setType(Bundle.BundleType.BATCHRESPONSE);
            List<Bundle.BundleEntryComponent> entries = new ArrayList<>(bundle.getEntry());
            for (Bundle.BundleEntryComponent entry : entries) {
                answer.addEntry().setResponse(respond(entry));
            }
            return answer;
        }

        private Bundle.BundleEntryResponseComponent respond(Bundle.BundleEntryComponent entry) {
            IdType id = new IdType(entry.getRequest().getUrl());
            String match = entry.getRequest().getIfMatch();
            if (match != null) {
                id = id.withVersion(match.replaceAll("[^0-9]", ""));
            }
            try {
                MethodOutcome outcome = update(entry.getResource(), id);
                return new Bundle.BundleEntryResponseComponent()
                        .setStatus(Boolean.TRUE.equals(outcome.getCreated()) ? "201 Created" : "200 OK")
                        .setEtag("W/\"" + outcome.getId().getVersionIdPart() + "\"");
            } catch (BaseServerResponseException e) {
                return new Bundle.BundleEntryResponseComponent().setStatus(e.getStatusCode() + " refused");
            }
        }
    }
}
