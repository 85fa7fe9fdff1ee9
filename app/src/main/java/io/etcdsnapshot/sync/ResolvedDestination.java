package io.etcdsnapshot.sync;

import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.io.RunTogether;
import io.etcdsnapshot.io.RunTogether.Outcome;
import io.etcdsnapshot.location.Location;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Holds where the requested destinations are now.
 *
 * @param locations none where they could not be found
 * @param failure why not, or null
 */
public record ResolvedDestination(DestinationRequest request, List<Location> locations, @Nullable Failure failure) {
    /**
     * Looks for all at once; one that does not answer holds up no other.
     *
     * @param patience how long to wait for an answer
     */
    public static List<ResolvedDestination> all(List<DestinationRequest> requests, Duration patience)
            throws InterruptedException {
        List<RunTogether.Task<List<Location>>> tasks = new ArrayList<>();
        requests.forEach(request -> tasks.add(progress -> request.finder().locations()));
        List<Outcome<List<Location>>> found = RunTogether.all(tasks, patience);
        List<ResolvedDestination> resolved = new ArrayList<>();
        for (int i = 0; i < requests.size(); i++) {
            List<Location> locations = found.get(i).value();
            resolved.add(new ResolvedDestination(
                    requests.get(i),
                    locations == null ? List.of() : locations,
                    found.get(i).failure()));
        }
        return resolved;
    }
}
