"""Problems, the orders that ask for rectification, and how they are closed."""
