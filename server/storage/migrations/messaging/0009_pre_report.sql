-- Aggregate reports (requirement S4), owner room: server/practice. A month's numbers as they were published; they never change.

CREATE TABLE report (
    month text NOT NULL CHECK (month ~ '^[0-9]{4}-[0-9]{2}$'),
    measure text NOT NULL CHECK (length(measure) BETWEEN 1 AND 32),
    cell_group text NOT NULL CHECK (length(cell_group) BETWEEN 1 AND 32),
    count bigint NOT NULL CHECK (count >= 0 AND count % 11 = 0),
    PRIMARY KEY (month, measure, cell_group)
);

GRANT SELECT, INSERT ON report TO PUBLIC;
